#include "sandbox/network/egress_rules.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace assay::sandbox {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(EgressRulesTest, ListsWhatIsAllowedByProtocol) {
  const std::string rules = EgressRules({{.address = 0x0A000001, .port = 80, .udp = false},
                                         {.address = 0x0A000002, .port = 81, .udp = false},
                                         {.address = 0x0A000003, .port = 53, .udp = true}});
  EXPECT_THAT(rules, HasSubstr("iifname \"run*\" oifname \"uplink\" ip daddr . tcp dport { "
                               "10.0.0.1 . 80, 10.0.0.2 . 81 } accept"));
  EXPECT_THAT(rules, HasSubstr("ip daddr . udp dport { 10.0.0.3 . 53 } accept"));
}

TEST(EgressRulesTest, AllowsNothingWithoutAList) {
  EXPECT_THAT(EgressRules({}), Not(HasSubstr("dport")));
  EXPECT_THAT(EgressRules({}), HasSubstr("hook forward priority filter; policy drop;"));
}

TEST(EgressRulesTest, ARunsOwnRulesAllowItselfAndItsList) {
  const std::string rules = RunEgressRules({{.address = 0x0A000001, .port = 80, .udp = false}});
  EXPECT_THAT(rules, HasSubstr("hook output priority filter; policy drop;\n"
                               "    oifname \"lo\" accept\n"
                               "    ip daddr . tcp dport { 10.0.0.1 . 80 } accept\n"
                               "    meta l4proto tcp reject"));
  EXPECT_THAT(rules, Not(HasSubstr("udp dport")));
}

}  // namespace
}  // namespace assay::sandbox

#ifndef ASSAY_TESTS_BENCH_PEERS_FIELD_H_
#define ASSAY_TESTS_BENCH_PEERS_FIELD_H_

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/bench/peers/contender.h"
#include "tests/bench/peers/v1/plan.pb.h"

namespace assay::bench {

using EventSink = std::function<void(const ::peers::v1::Event&)>;

// The contenders of a plan, made for a number of runs in flight. They are made anew for each
// number: a pool is as deep as there are runs.
class Field {
 public:
  struct Entry {
    std::string name;
    std::unique_ptr<Contender> contender;
  };

  // Checks each contender with one run; the ones that fail are told to `sink` and left out. Not OK
  // when that leaves none.
  static absl::StatusOr<Field> Make(const ::peers::v1::Plan& plan, int in_flight,
                                    const EventSink& sink);

  int in_flight() const { return in_flight_; }
  // In the plan's order.
  std::vector<Entry>& entries() { return entries_; }
  // The entries in an order drawn anew, so that none always follows the same other.
  std::vector<Entry*> Shuffled();

 private:
  explicit Field(int in_flight) : in_flight_(in_flight) {}

  int in_flight_;
  std::vector<Entry> entries_;
  // The same orders in each run of the driver.
  std::minstd_rand random_;
};

}  // namespace assay::bench

#endif  // ASSAY_TESTS_BENCH_PEERS_FIELD_H_

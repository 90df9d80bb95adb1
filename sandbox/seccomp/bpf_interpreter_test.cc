#include "sandbox/seccomp/bpf_interpreter.h"

#include <gtest/gtest.h>

namespace assay::sandbox {
namespace {

seccomp_data Data() {
  seccomp_data data{};
  data.nr = 41;
  data.arch = 0xc000003e;
  data.args[0] = 0x1122334455667788;
  data.args[5] = 7;
  return data;
}

TEST(BpfInterpreterTest, Evaluates) {
  const struct {
    const char* what;
    std::vector<sock_filter> program;
    uint32_t expected;
  } cases[] = {
      {"constant", {BPF_STMT(BPF_RET | BPF_K, 5)}, 5},
      {"number", {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0), BPF_STMT(BPF_RET | BPF_A, 0)}, 41},
      {"arch", {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 4), BPF_STMT(BPF_RET | BPF_A, 0)}, 0xc000003e},
      {"low word first",
       {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 16), BPF_STMT(BPF_RET | BPF_A, 0)},
       0x55667788},
      {"last word", {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 60), BPF_STMT(BPF_RET | BPF_A, 0)}, 0},
      {"length", {BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0), BPF_STMT(BPF_RET | BPF_A, 0)}, 64},
      {"jump taken",
       {BPF_STMT(BPF_LD | BPF_IMM, 3), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 3, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, 1), BPF_STMT(BPF_RET | BPF_K, 2)},
       2},
      {"unsigned comparison",
       {BPF_STMT(BPF_LD | BPF_IMM, 0x80000000), BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 1, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, 1), BPF_STMT(BPF_RET | BPF_K, 2)},
       2},
      {"greater or equal",
       {BPF_STMT(BPF_LD | BPF_IMM, 1), BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 1, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, 1), BPF_STMT(BPF_RET | BPF_K, 2)},
       2},
      {"any bit set, from the index register",
       {BPF_STMT(BPF_LD | BPF_IMM, 6), BPF_STMT(BPF_LDX | BPF_IMM, 2),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_X, 0, 1, 0), BPF_STMT(BPF_RET | BPF_K, 1),
        BPF_STMT(BPF_RET | BPF_K, 2)},
       2},
      {"long jump",
       {BPF_STMT(BPF_JMP | BPF_JA, 1), BPF_STMT(BPF_RET | BPF_K, 1), BPF_STMT(BPF_RET | BPF_K, 2)},
       2},
      {"mask",
       {BPF_STMT(BPF_LD | BPF_IMM, 0xff), BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0x3c),
        BPF_STMT(BPF_RET | BPF_A, 0)},
       0x3c},
      {"memory and registers",
       {BPF_STMT(BPF_LD | BPF_IMM, 9), BPF_STMT(BPF_ST, 3), BPF_STMT(BPF_LD | BPF_IMM, 0),
        BPF_STMT(BPF_LDX | BPF_MEM, 3), BPF_STMT(BPF_MISC | BPF_TXA, 0),
        BPF_STMT(BPF_ALU | BPF_ADD | BPF_X, 0), BPF_STMT(BPF_RET | BPF_A, 0)},
       18},
  };
  for (const auto& c : cases) {
    const auto result = EvaluateFilter(c.program, Data());
    ASSERT_TRUE(result.ok()) << c.what << ": " << result.status();
    EXPECT_EQ(*result, c.expected) << c.what;
  }
}

TEST(BpfInterpreterTest, RefusesWhatTheKernelRefuses) {
  const struct {
    const char* what;
    std::vector<sock_filter> program;
  } cases[] = {
      {"empty", {}},
      {"no return", {BPF_STMT(BPF_LD | BPF_IMM, 1)}},
      {"jump past the end", {BPF_STMT(BPF_JMP | BPF_JA, 0xffffffff), BPF_STMT(BPF_RET | BPF_K, 0)}},
      {"unaligned load", {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 2), BPF_STMT(BPF_RET | BPF_K, 0)}},
      {"load past the data",
       {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 64), BPF_STMT(BPF_RET | BPF_K, 0)}},
      {"byte load", {BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0), BPF_STMT(BPF_RET | BPF_K, 0)}},
      {"indirect load", {BPF_STMT(BPF_LD | BPF_W | BPF_IND, 0), BPF_STMT(BPF_RET | BPF_K, 0)}},
      {"memory out of range", {BPF_STMT(BPF_ST, BPF_MEMWORDS), BPF_STMT(BPF_RET | BPF_K, 0)}},
      {"division by 0", {BPF_STMT(BPF_ALU | BPF_DIV | BPF_K, 0), BPF_STMT(BPF_RET | BPF_K, 0)}},
      {"shift by 32", {BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 32), BPF_STMT(BPF_RET | BPF_K, 0)}},
      {"return of X", {BPF_STMT(BPF_RET | BPF_X, 0)}},
  };
  for (const auto& c : cases) EXPECT_FALSE(EvaluateFilter(c.program, Data()).ok()) << c.what;
}

}  // namespace
}  // namespace assay::sandbox

#include "sandbox/seccomp/bpf_interpreter.h"

#include <array>
#include <cstring>
#include <optional>

#include "absl/strings/str_format.h"

namespace assay::sandbox {
namespace {

// The registers of classic BPF.
struct Machine {
  uint32_t accumulator = 0;
  uint32_t index = 0;
  std::array<uint32_t, BPF_MEMWORDS> memory{};
};

absl::Status Illegal(size_t position, const sock_filter& instruction) {
  return absl::InvalidArgumentError(
      absl::StrFormat("instruction %d: code %#x with k %#x is not allowed in a seccomp filter",
                      position, instruction.code, instruction.k));
}

std::optional<uint32_t> LoadWord(const seccomp_data& data, uint32_t offset) {
  if (offset % sizeof(uint32_t) != 0 || offset >= sizeof data) return std::nullopt;
  uint32_t word;
  std::memcpy(&word, reinterpret_cast<const char*>(&data) + offset, sizeof word);
  return word;
}

std::optional<uint32_t> Calculate(uint16_t operation, uint32_t a, uint32_t b) {
  switch (operation) {
    case BPF_ADD:
      return a + b;
    case BPF_SUB:
      return a - b;
    case BPF_MUL:
      return a * b;
    case BPF_DIV:
      // The kernel ends the filter with 0 when a register holds the 0.
      return b == 0 ? std::nullopt : std::optional<uint32_t>(a / b);
    case BPF_OR:
      return a | b;
    case BPF_AND:
      return a & b;
    case BPF_XOR:
      return a ^ b;
    case BPF_LSH:
      return b < 32 ? std::optional<uint32_t>(a << b) : std::nullopt;
    case BPF_RSH:
      return b < 32 ? std::optional<uint32_t>(a >> b) : std::nullopt;
    case BPF_NEG:
      return -a;
    default:
      return std::nullopt;
  }
}

std::optional<bool> Compare(uint16_t operation, uint32_t a, uint32_t b) {
  switch (operation) {
    case BPF_JEQ:
      return a == b;
    case BPF_JGT:
      return a > b;
    case BPF_JGE:
      return a >= b;
    case BPF_JSET:
      return (a & b) != 0;
    default:
      return std::nullopt;
  }
}

// Loads, stores and register moves. False when the instruction is none of them or not allowed.
bool Move(const sock_filter& instruction, const seccomp_data& data, Machine& machine) {
  switch (instruction.code) {
    case BPF_LD | BPF_W | BPF_ABS: {
      const std::optional<uint32_t> word = LoadWord(data, instruction.k);
      if (word.has_value()) machine.accumulator = *word;
      return word.has_value();
    }
    case BPF_LD | BPF_W | BPF_LEN:
      machine.accumulator = sizeof data;
      return true;
    case BPF_LDX | BPF_W | BPF_LEN:
      machine.index = sizeof data;
      return true;
    case BPF_LD | BPF_IMM:
      machine.accumulator = instruction.k;
      return true;
    case BPF_LDX | BPF_IMM:
      machine.index = instruction.k;
      return true;
    case BPF_MISC | BPF_TAX:
      machine.index = machine.accumulator;
      return true;
    case BPF_MISC | BPF_TXA:
      machine.accumulator = machine.index;
      return true;
    default:
      break;
  }
  if (instruction.k >= BPF_MEMWORDS) return false;
  uint32_t& cell = machine.memory[instruction.k];
  switch (instruction.code) {
    case BPF_LD | BPF_MEM:
      machine.accumulator = cell;
      return true;
    case BPF_LDX | BPF_MEM:
      machine.index = cell;
      return true;
    case BPF_ST:
      cell = machine.accumulator;
      return true;
    case BPF_STX:
      cell = machine.index;
      return true;
    default:
      return false;
  }
}

}  // namespace

absl::StatusOr<uint32_t> EvaluateFilter(const std::vector<sock_filter>& program,
                                        const seccomp_data& data) {
  if (program.empty() || program.size() > BPF_MAXINSNS) {
    return absl::InvalidArgumentError("a filter has 1 to 4096 instructions");
  }
  Machine machine;
  // Jumps go forward only, so this ends. 64 bits: a jump cannot wrap around.
  for (uint64_t position = 0; position < program.size(); ++position) {
    const sock_filter& instruction = program[position];
    const uint32_t operand = BPF_SRC(instruction.code) == BPF_X ? machine.index : instruction.k;
    switch (BPF_CLASS(instruction.code)) {
      case BPF_RET:
        if (instruction.code == (BPF_RET | BPF_K)) return instruction.k;
        if (instruction.code == (BPF_RET | BPF_A)) return machine.accumulator;
        return Illegal(position, instruction);
      case BPF_ALU: {
        const auto result = Calculate(BPF_OP(instruction.code), machine.accumulator, operand);
        if (!result.has_value()) return Illegal(position, instruction);
        machine.accumulator = *result;
        break;
      }
      case BPF_JMP: {
        if (instruction.code == (BPF_JMP | BPF_JA)) {
          position += instruction.k;
          break;
        }
        const auto holds = Compare(BPF_OP(instruction.code), machine.accumulator, operand);
        if (!holds.has_value()) return Illegal(position, instruction);
        position += *holds ? instruction.jt : instruction.jf;
        break;
      }
      default:
        if (!Move(instruction, data, machine)) return Illegal(position, instruction);
    }
  }
  return absl::InvalidArgumentError("the filter ends without a return instruction");
}

}  // namespace assay::sandbox

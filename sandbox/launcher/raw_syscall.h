#ifndef ASSAY_SANDBOX_LAUNCHER_RAW_SYSCALL_H_
#define ASSAY_SANDBOX_LAUNCHER_RAW_SYSCALL_H_

#include <linux/futex.h>
#include <linux/sched.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <cstddef>
#include <cstdint>

#ifndef __x86_64__
#error "The launcher is written for x86-64."
#endif

// System calls without libc. The launcher's jails run in its address space (CLONE_VM) on stacks of
// their own, and share its thread-local storage: libc's wrappers would write to one errno.
// Every function returns the kernel's value, or -errno.

namespace assay::sandbox::launcher {

inline long Syscall6(long number, long a, long b, long c, long d, long e, long f) {
  long result;
  register long r10 asm("r10") = d;
  register long r8 asm("r8") = e;
  register long r9 asm("r9") = f;
  asm volatile("syscall"
               : "=a"(result)
               : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
  return result;
}

// Pointers and integers of any width, as the kernel takes them.
template <typename T>
inline long Argument(T value) {
  if constexpr (__is_same(T, decltype(nullptr))) {
    return 0;
  } else {
    return (long)value;  // NOLINT: pointer or integer, the register doesn't care.
  }
}

template <typename A = long, typename B = long, typename C = long, typename D = long,
          typename E = long, typename F = long>
inline long Syscall(long number, A a = 0, B b = 0, C c = 0, D d = 0, E e = 0, F f = 0) {
  return Syscall6(number, Argument(a), Argument(b), Argument(c), Argument(d), Argument(e),
                  Argument(f));
}

[[noreturn]] inline void ExitProcess(int code) {
  while (true) Syscall(SYS_exit_group, code);
}

// clone3(2) into `function(argument)`, which must not return, on the stack named in `args`.
// The parent goes on at once.
inline long CloneInto(const clone_args& args, void (*function)(void*), void* argument) {
  long result;
  register void (*entry)(void*) asm("r12") = function;
  register void* entry_argument asm("r13") = argument;
  asm volatile(
      "syscall\n"
      "test %%rax, %%rax\n"
      "jnz 1f\n"
      "xor %%ebp, %%ebp\n"
      "mov %%r13, %%rdi\n"
      "call *%%r12\n"
      "ud2\n"
      "1:\n"
      : "=a"(result)
      : "a"(SYS_clone3), "D"(&args), "S"(sizeof args), "r"(entry), "r"(entry_argument)
      : "rcx", "r11", "memory");
  return result;
}

// Sends one message with descriptors. Returns bytes sent or -errno.
long SendMessage(int socket, const void* data, size_t size, const int* descriptors, int count);

// Receives one message; descriptors land in `descriptors`, their number in `*count` (at most
// `max_count`, more fail with -EMSGSIZE and are closed). `flags` as for recvmsg(2). Returns bytes
// received, 0 at the end, or -errno; a message that doesn't fit is -EMSGSIZE, and -EMFILE means
// that RLIMIT_NOFILE leaves no number for a descriptor.
long ReceiveMessage(int socket, void* data, size_t size, int* descriptors, int max_count,
                    int* count, int flags);

}  // namespace assay::sandbox::launcher

#endif  // ASSAY_SANDBOX_LAUNCHER_RAW_SYSCALL_H_

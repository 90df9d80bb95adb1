// Runs a command with one of its system calls made to fail.
//
//   injector --report FILE [--fault ROLE CALL OBJECT NUMBER ACTION] -- COMMAND...
//
// Follows COMMAND and all that it starts with ptrace(2). The call is that with the given NUMBER,
// from 1, among those of this name that processes of this role make (see tracee.h) on an object in
// which the regular expression OBJECT is found; with "+" after the number every later one fails,
// too. ACTION is an errno to return instead of making the call,
// "kill" to kill the process there, or "freeze" to have it stand still until it is killed.
//
// FILE gets a line for each event, its fields separated by tabs:
//
//   command PID
//   call ROLE CALL NUMBER OBJECT   without --fault: what there is to fail
//   fault OBJECT                   the fault was met
//   hang                           COMMAND was not over in 60 seconds, and was killed
//   left PID NAME                  a process still lived 10 seconds after COMMAND
//   signal NUMBER                  what killed COMMAND
//
// Exits with COMMAND's code. Nothing that it started outlives it.

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <utility>

#include "tests/faults/tracee.h"

namespace assay::faults {
namespace {

constexpr int kTimeoutSeconds = 60;
constexpr int kPatienceSeconds = 10;
constexpr int kOptions = PTRACE_O_EXITKILL | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC |
                         PTRACE_O_TRACEFORK | PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEVFORK;

struct Fault {
  std::string role;
  std::string call;
  std::regex object;
  int number = 0;
  bool and_later = false;
  enum { kErrno, kKill, kFreeze } action = kErrno;
  int error_number = 0;
};

struct Thread {
  Role role = Role::kOther;
  // A call that was not let through, and has to return the error.
  bool refused = false;
};

time_t Now() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

class Injector {
 public:
  Injector(FILE* report, std::optional<Fault> fault)
      : report_(report), fault_(std::move(fault)), deadline_(Now() + kTimeoutSeconds) {}

  // Returns the command's exit code when nothing of it is left.
  int Trace(pid_t command) {
    command_ = command;
    threads_[command].role = Role::kSupervisor;
    fprintf(report_, "command\t%d\n", command);
    while (true) {
      int status = 0;
      const pid_t tid = waitpid(-1, &status, __WALL);
      if (tid > 0) {
        HandleStatus(tid, status);
      } else if (errno == ECHILD) {
        return exit_code_;
      }
      if (Now() > deadline_) GiveUp();
    }
  }

 private:
  void HandleStatus(pid_t tid, int status) {
    if (WIFSTOPPED(status)) {
      HandleStop(tid, status);
      return;
    }
    threads_.erase(tid);
    newborn_.erase(tid);
    AdoptOrphans();
    if (tid != command_) return;
    exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (WIFSIGNALED(status)) fprintf(report_, "signal\t%d\n", WTERMSIG(status));
    over_ = true;
    deadline_ = Now() + kPatienceSeconds;
  }

  void HandleStop(pid_t tid, int status) {
    const int signal = WSTOPSIG(status);
    const int event = status >> 16;
    if (threads_.count(tid) == 0) {
      // Ahead of its parent's report.
      newborn_.insert(tid);
      AdoptOrphans();
      return;
    }
    Thread& thread = threads_[tid];
    if (signal == (SIGTRAP | 0x80)) {
      if (!HandleCall(tid, thread)) return;
      Resume(tid, thread, 0);
    } else if (event == PTRACE_EVENT_CLONE || event == PTRACE_EVENT_FORK ||
               event == PTRACE_EVENT_VFORK) {
      unsigned long child = 0;
      ptrace(PTRACE_GETEVENTMSG, tid, 0, &child);
      Adopt(static_cast<pid_t>(child), RoleOfChild(thread.role, event));
      Resume(tid, thread, 0);
    } else if (event == PTRACE_EVENT_EXEC) {
      if (thread.role == Role::kProgram) thread.role = Role::kOther;
      Resume(tid, thread, 0);
    } else if (event == PTRACE_EVENT_STOP && signal != SIGTRAP) {
      ptrace(PTRACE_LISTEN, tid, 0, 0);
    } else {
      Resume(tid, thread, event == 0 ? signal : 0);
    }
  }

  void Adopt(pid_t child, Role role) {
    threads_[child] = {role, false};
    // Otherwise its first stop is still to come.
    if (newborn_.erase(child) > 0) Resume(child, threads_[child], 0);
  }

  // Newborns whose parents were killed before they could report them.
  void AdoptOrphans() {
    const std::set<pid_t> newborn = newborn_;
    for (const pid_t child : newborn) {
      if (threads_.count(Parent(child)) == 0) Adopt(child, Role::kOther);
    }
  }

  // The process that has made it, or whose thread it is.
  static pid_t Parent(pid_t tid) {
    std::ifstream status("/proc/" + std::to_string(tid) + "/status");
    std::string key;
    std::string rest;
    pid_t process = 0;
    pid_t parent = 0;
    while (status >> key) {
      if (key == "Tgid:") status >> process;
      if (key == "PPid:") status >> parent;
      std::getline(status, rest);
    }
    return process == tid ? parent : process;
  }

  // Returns false when the thread is to stay where it is.
  bool HandleCall(pid_t tid, Thread& thread) {
    __ptrace_syscall_info info = {};
    if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, sizeof info, &info) < 0) {
      return false;  // It was killed.
    }
    if (info.op == PTRACE_SYSCALL_INFO_EXIT && thread.refused) {
      thread.refused = false;
      user_regs_struct registers = {};
      ptrace(PTRACE_GETREGS, tid, 0, &registers);
      registers.rax = -fault_->error_number;
      ptrace(PTRACE_SETREGS, tid, 0, &registers);
    }
    if (info.op != PTRACE_SYSCALL_INFO_ENTRY) return true;
    Call call = {static_cast<int>(info.entry.nr), {}};
    std::memcpy(call.arguments, info.entry.args, sizeof call.arguments);
    const std::string name = CallName(call);
    if (fault_.has_value() && fault_->call != name) return true;
    const std::string object = Describe(tid, call);
    if (fault_.has_value() && !std::regex_search(object, fault_->object)) return true;
    const int number = ++numbers_[{thread.role, name}];
    if (!fault_.has_value()) {
      fprintf(report_, "call\t%s\t%s\t%d\t%s\n", RoleName(thread.role), name.c_str(), number,
              object.c_str());
      return true;
    }
    if (number < fault_->number || (number > fault_->number && !fault_->and_later)) return true;
    fprintf(report_, "fault\t%s\n", object.c_str());
    return Apply(tid, thread);
  }

  bool Apply(pid_t tid, Thread& thread) {
    if (fault_->action == Fault::kFreeze) return false;
    if (fault_->action == Fault::kKill) {
      kill(tid, SIGKILL);
      return false;
    }
    thread.refused = true;
    user_regs_struct registers = {};
    ptrace(PTRACE_GETREGS, tid, 0, &registers);
    // A call without effect that every filter allows; seccomp has yet to see it, and -1 would be
    // denied.
    registers.orig_rax = SYS_getpid;
    ptrace(PTRACE_SETREGS, tid, 0, &registers);
    return true;
  }

  bool IsWatched(const Thread& thread) const {
    if (thread.role == Role::kOther) return false;
    return !fault_.has_value() || fault_->role == RoleName(thread.role);
  }

  // Only watched threads stop at each call.
  void Resume(pid_t tid, const Thread& thread, int signal) {
    ptrace(IsWatched(thread) ? PTRACE_SYSCALL : PTRACE_CONT, tid, 0, signal);
  }

  void GiveUp() {
    if (!over_) fprintf(report_, "hang\n");
    for (const auto& [tid, thread] : threads_) {
      std::ifstream name_file("/proc/" + std::to_string(tid) + "/comm");
      std::string name;
      std::getline(name_file, name);
      if (over_) fprintf(report_, "left\t%d\t%s\n", tid, name.c_str());
      kill(tid, SIGKILL);
    }
    deadline_ = Now() + kPatienceSeconds;
  }

  FILE* const report_;
  const std::optional<Fault> fault_;
  pid_t command_ = -1;
  bool over_ = false;
  int exit_code_ = 1;
  time_t deadline_;
  std::map<pid_t, Thread> threads_;
  std::set<pid_t> newborn_;
  std::map<std::pair<Role, std::string>, int> numbers_;
};

Fault ParseFault(char** words) {
  Fault fault;
  fault.role = words[0];
  fault.call = words[1];
  fault.object = words[2];
  char* end = nullptr;
  fault.number = static_cast<int>(std::strtol(words[3], &end, 10));
  fault.and_later = *end == '+';
  const std::string action = words[4];
  if (action == "kill") {
    fault.action = Fault::kKill;
  } else if (action == "freeze") {
    fault.action = Fault::kFreeze;
  } else {
    fault.error_number = std::atoi(action.c_str());
  }
  return fault;
}

// Starts the command, which waits at its first line until it is traced.
pid_t Start(char** argv) {
  int gate[2];
  if (pipe(gate) != 0) return -1;
  const pid_t pid = fork();
  if (pid == 0) {
    char byte;
    close(gate[1]);
    if (read(gate[0], &byte, 1) < 0) _exit(126);
    close(gate[0]);
    execvp(argv[0], argv);
    _exit(127);
  }
  close(gate[0]);
  if (pid > 0 && ptrace(PTRACE_SEIZE, pid, 0, kOptions) != 0) {
    kill(pid, SIGKILL);
    return -1;
  }
  // The system calls of what is not executed yet are of no interest.
  close(gate[1]);
  return pid;
}

int Usage() {
  fprintf(stderr,
          "usage: injector --report FILE [--fault ROLE CALL OBJECT NUMBER ACTION] -- COMMAND...\n");
  return 2;
}

int Main(int argc, char** argv) {
  if (argc < 5 || std::strcmp(argv[1], "--report") != 0) return Usage();
  FILE* const report = fopen(argv[2], "we");
  if (report == nullptr) return Usage();
  std::optional<Fault> fault;
  int next = 3;
  if (std::strcmp(argv[next], "--fault") == 0 && argc > 11) {
    fault = ParseFault(argv + next + 1);
    next += 6;
  }
  if (std::strcmp(argv[next], "--") != 0 || next + 1 >= argc) return Usage();
  const pid_t command = Start(argv + next + 1);
  if (command < 0) {
    perror("injector");
    return 2;
  }
  // A tick, without SA_RESTART, so that no wait is for ever.
  struct sigaction action = {};
  action.sa_handler = [](int) {};
  sigaction(SIGALRM, &action, nullptr);
  const itimerval tick = {{0, 200'000}, {0, 200'000}};
  setitimer(ITIMER_REAL, &tick, nullptr);
  const int code = Injector(report, std::move(fault)).Trace(command);
  return fclose(report) == 0 ? code : 2;
}

}  // namespace
}  // namespace assay::faults

int main(int argc, char** argv) { return assay::faults::Main(argc, argv); }

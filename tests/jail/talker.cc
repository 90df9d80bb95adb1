// One side of a conversation: talker STEP... takes one step after the other and exits with 0. In a
// step "NAME:ARGUMENT", ARGUMENT is a text or a number. Statically linked.

#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace assay::sandbox {
namespace {

// Of a write that failed.
constexpr int kWriteFailed = 9;

void Write(const char* data, size_t size) {
  while (size > 0) {
    const ssize_t count = write(1, data, size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) _exit(kWriteFailed);
    data += count;
    size -= count;
  }
}

// Whether a whole line came.
bool HearLine() {
  char byte;
  do {
    if (read(0, &byte, 1) != 1) return false;
  } while (byte != '\n');
  return true;
}

void HearAll() {
  static char block[65536];
  while (read(0, block, sizeof block) > 0) {
  }
}

// `count` times a byte there and one back.
void Ping(long count) {
  char byte = 'x';
  for (long i = 0; i < count; ++i) {
    Write(&byte, 1);
    if (read(0, &byte, 1) != 1) _exit(8);
  }
}

void Pong(long count) {
  char byte = 'x';
  for (long i = 0; i < count; ++i) {
    if (read(0, &byte, 1) != 1) _exit(8);
    Write(&byte, 1);
  }
}

void Flood(int64_t bytes) {
  static char block[50'000];
  memset(block, 'x', sizeof block);
  for (int64_t said = 0; bytes < 0 || said < bytes; said += sizeof block) {
    Write(block, sizeof block);
  }
}

void Sleep(long milliseconds) {
  const timespec duration = {milliseconds / 1000, milliseconds % 1000 * 1'000'000};
  nanosleep(&duration, nullptr);
}

[[noreturn]] void Loop() {
  volatile uint64_t counter = 0;
  while (true) counter = counter + 1;
}

void Burn(long milliseconds) {
  timespec now;
  do {
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  } while (now.tv_sec * 1000 + now.tv_nsec / 1'000'000 < milliseconds);
}

[[noreturn]] void Heap() {
  while (true) {
    void* block = malloc(1 << 20);
    if (block == nullptr) _exit(3);
    memset(block, 1, 1 << 20);
  }
}

// A child that keeps the descriptors and outlives its parent, if it can.
void LeaveAChild() {
  if (fork() == 0) {
    Sleep(60'000);
    _exit(0);
  }
}

int Take(const char* step) {
  const char* colon = strchr(step, ':');
  const size_t length = colon == nullptr ? strlen(step) : static_cast<size_t>(colon - step);
  const char* text = colon == nullptr ? "" : colon + 1;
  const long number = strtol(text, nullptr, 10);
  const auto is = [&](const char* name) {
    return strlen(name) == length && strncmp(step, name, length) == 0;
  };
  if (is("say")) {
    Write(text, strlen(text));
    Write("\n", 1);
  } else if (is("hear")) {
    HearLine();
  } else if (is("hear-or")) {
    // NUMBER: the exit code when nothing more comes.
    if (!HearLine()) _exit(static_cast<int>(number));
  } else if (is("hear-all")) {
    HearAll();
  } else if (is("flood")) {
    Flood(colon == nullptr ? -1 : number);
  } else if (is("ping")) {
    Ping(number);
  } else if (is("pong")) {
    Pong(number);
  } else if (is("exit")) {
    _exit(static_cast<int>(number));
  } else if (is("crash")) {
    raise(SIGSEGV);
  } else if (is("sleep")) {
    Sleep(colon == nullptr ? 3600'000 : number);
  } else if (is("loop")) {
    Loop();
  } else if (is("burn")) {
    Burn(number);
  } else if (is("heap")) {
    Heap();
  } else if (is("close-in")) {
    close(0);
  } else if (is("close-out")) {
    close(1);
  } else if (is("ignore-sigpipe")) {
    signal(SIGPIPE, SIG_IGN);
  } else if (is("fork")) {
    LeaveAChild();
  } else if (is("socket")) {
    socket(AF_INET, SOCK_STREAM, 0);
  } else {
    return 99;
  }
  return 0;
}

}  // namespace
}  // namespace assay::sandbox

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (const int error = assay::sandbox::Take(argv[i]); error != 0) return error;
  }
  return 0;
}

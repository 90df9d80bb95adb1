// A program that takes memory of one kind: memory_kinds KIND NUMBER. Statically linked, and with as
// little of its own as can be, so that what it takes is known.

#include <alloca.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace {

constexpr long kPageBytes = 4096;

void TouchPages(volatile char* memory, long bytes) {
  for (long i = 0; i < bytes; i += kPageBytes) memory[i] = 1;
}

int None(long) { return 0; }

int Map(long mebibytes, int flags, bool touch) {
  const long bytes = mebibytes << 20;
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (memory == MAP_FAILED) return 1;
  if (touch) TouchPages(static_cast<char*>(memory), bytes);
  return 0;
}

int Anonymous(long mebibytes) { return Map(mebibytes, MAP_PRIVATE | MAP_ANONYMOUS, true); }

int Shared(long mebibytes) { return Map(mebibytes, MAP_SHARED | MAP_ANONYMOUS, true); }

// In KiB, and by the kernel in one call, which is faster than a fault for each page.
int Populate(long kibibytes) {
  void* memory =
      mmap(nullptr, kibibytes << 10, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 1;
  return madvise(memory, kibibytes << 10, MADV_POPULATE_WRITE) == 0 ? 0 : 2;
}

int Heap(long mebibytes) {
  // Below malloc's threshold for mappings of their own.
  constexpr long kBlockBytes = 64 * 1024;
  for (long i = 0; i < (mebibytes << 20) / kBlockBytes; ++i) {
    char* block = static_cast<char*>(malloc(kBlockBytes - 64));
    if (block == nullptr) return 1;
    TouchPages(block, kBlockBytes - 64);
  }
  return 0;
}

int Stack(long mebibytes) {
  volatile char* memory = static_cast<volatile char*>(alloca(mebibytes << 20));
  // From its top down, as a stack grows.
  for (long i = (mebibytes << 20) - 1; i >= 0; i -= kPageBytes) memory[i] = 1;
  return 0;
}

bool WriteMebibytes(int fd, long mebibytes) {
  static char block[64 * 1024];
  for (long i = 0; i < mebibytes * 16; ++i) {
    if (write(fd, block, sizeof block) != sizeof block) return false;
  }
  return true;
}

int WorkFile(long mebibytes) {
  const int fd = open("/work/file", O_WRONLY | O_CREAT, 0600);
  return fd >= 0 && WriteMebibytes(fd, mebibytes) ? 0 : 1;
}

int MemoryFile(long mebibytes) {
  const int fd = memfd_create("file", 0);
  return fd >= 0 && WriteMebibytes(fd, mebibytes) ? 0 : 1;
}

// Reads /box/data to its end.
int ReadFile(long) {
  static char block[64 * 1024];
  const int fd = open("/box/data", O_RDONLY);
  if (fd < 0) return 1;
  ssize_t size;
  while ((size = read(fd, block, sizeof block)) > 0) {
  }
  return size == 0 ? 0 : 2;
}

// So many pipes with 64 KiB in each.
int Pipes(long count) {
  static char block[64 * 1024];
  for (long i = 0; i < count; ++i) {
    int ends[2];
    if (pipe2(ends, O_NONBLOCK) != 0) return 1;
    if (write(ends[1], block, sizeof block) != sizeof block) return 2;
  }
  return 0;
}

// So many pairs of sockets with 64 KiB in each, in messages of 4 KiB.
int Sockets(long count) {
  static char block[4096];
  for (long i = 0; i < count; ++i) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) != 0) return 1;
    for (int message = 0; message < 16; ++message) {
      if (send(ends[0], block, sizeof block, 0) != sizeof block) return 2;
    }
  }
  return 0;
}

// Its own, and then half of it again in a child that writes to what was shared until then.
int CopyOnWrite(long mebibytes) {
  const long bytes = mebibytes << 20;
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return 1;
  TouchPages(static_cast<char*>(memory), bytes);
  const pid_t child = fork();
  if (child == 0) {
    TouchPages(static_cast<char*>(memory), bytes / 2);
    _exit(0);
  }
  int status = -1;
  return waitpid(child, &status, 0) == child && status == 0 ? 0 : 2;
}

struct Kind {
  const char* name;
  int (*take)(long);
};

constexpr Kind kKinds[] = {
    {"none", None},          {"anonymous", Anonymous},
    {"populate", Populate},  {"heap", Heap},
    {"stack", Stack},        {"shared", Shared},
    {"work-file", WorkFile}, {"memory-file", MemoryFile},
    {"read-file", ReadFile}, {"pipes", Pipes},
    {"sockets", Sockets},    {"copy-on-write", CopyOnWrite},
};

}  // namespace

int main(int argc, char** argv) {
  for (const Kind& kind : kKinds) {
    if (argc == 3 && strcmp(argv[1], kind.name) == 0) {
      return kind.take(strtol(argv[2], nullptr, 10));
    }
  }
  return 98;
}

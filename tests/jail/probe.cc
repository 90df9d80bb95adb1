// A program for jail tests: probe ACTION [ARGUMENT]. Each action does one thing that a jail must
// bear, measure or stop, and where it finds out something, prints it. Statically linked.

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>

#include "tests/jail/burns.h"

namespace assay::sandbox {
namespace {

int Exit(long code) { return static_cast<int>(code); }

int Raise(long signal_number) {
  signal(static_cast<int>(signal_number), SIG_DFL);
  raise(static_cast<int>(signal_number));
  return 99;
}

int Loop(long) {
  volatile uint64_t counter = 0;
  while (true) counter = counter + 1;
}

int Sleep(long milliseconds) {
  const timespec duration = {milliseconds / 1000, milliseconds % 1000 * 1'000'000};
  nanosleep(&duration, nullptr);
  return 0;
}

int Touch(long mebibytes) {
  const size_t size = static_cast<size_t>(mebibytes) << 20;
  char* memory = static_cast<char*>(
      mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  if (memory == MAP_FAILED) return 1;
  for (size_t i = 0; i < size; i += 4096) memory[i] = 1;
  return 0;
}

int Heap(long) {
  while (true) {
    char* block = static_cast<char*>(malloc(1 << 20));
    if (block == nullptr) return 3;
    memset(block, 1, 1 << 20);
  }
}

int Recurse(long depth) {
  volatile char frame[4096];
  frame[0] = static_cast<char>(depth);
  // A bound that no stack reaches, so that the recursion is not an infinite one.
  return depth < (1L << 40) ? Recurse(depth + 1) + frame[0] : 0;
}

// Writes files of 1 MiB until something stops it.
int FillFiles(long) {
  static char block[1 << 20];
  memset(block, 1, sizeof block);
  for (int i = 0;; ++i) {
    char name[32];
    snprintf(name, sizeof name, "file%d", i);
    const int fd = open(name, O_WRONLY | O_CREAT, 0600);
    if (fd < 0 || write(fd, block, sizeof block) != sizeof block) {
      printf("%s\n", strerrorname_np(errno));
      return 7;
    }
    close(fd);
  }
}

int OneBigFile(long) {
  static char block[1 << 20];
  const int fd = open("big", O_WRONLY | O_CREAT, 0600);
  while (write(fd, block, sizeof block) > 0) {
  }
  return 7;
}

// Makes empty files until it can't, and prints the reason.
int Inodes(long) {
  for (int i = 0;; ++i) {
    char name[32];
    snprintf(name, sizeof name, "file%d", i);
    const int fd = open(name, O_WRONLY | O_CREAT, 0600);
    if (fd < 0) {
      printf("%s\n", strerrorname_np(errno));
      return 0;
    }
    close(fd);
  }
}

int ForkBomb(long) {
  while (true) fork();
}

void* Idle(void*) {
  pause();
  return nullptr;
}

// Starts threads until it can't, and prints how many there were.
int ThreadBomb(long) {
  int count = 0;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 16384);
  pthread_t thread;
  while (pthread_create(&thread, &attributes, Idle, nullptr) == 0) ++count;
  printf("%d\n", count);
  return 0;
}

int Flood(long descriptors) {
  static char block[65536];
  memset(block, 'x', sizeof block);
  for (uint64_t written = 0; written < (1ULL << 30); written += sizeof block) {
    if (descriptors & 1) (void)!write(1, block, sizeof block);
    if (descriptors & 2) (void)!write(2, block, sizeof block);
  }
  return 0;
}

int WriteOut(long mebibytes) {
  static char block[1 << 20];
  for (long i = 0; i < mebibytes; ++i) {
    for (size_t done = 0; done < sizeof block;) {
      const ssize_t count = write(1, block + done, sizeof block - done);
      if (count <= 0) return 1;
      done += count;
    }
  }
  return 0;
}

int ReadIn(long) {
  char byte;
  printf("%zd\n", read(0, &byte, 1));
  return 0;
}

// Leaves a grandchild behind that would go on for ever, holding the output open.
int Orphan(long) {
  if (fork() == 0) {
    setsid();
    if (fork() == 0) {
      signal(SIGTERM, SIG_IGN);
      signal(SIGHUP, SIG_IGN);
      while (true) pause();
    }
    _exit(0);
  }
  wait(nullptr);
  return 5;
}

// As Orphan, and the grandchild burns cpu.
int BusyOrphan(long) {
  if (fork() == 0) return Loop(0);
  pause();
  return 0;
}

int IgnoreSignals(long) {
  for (int number = 1; number < 64; ++number) signal(number, SIG_IGN);
  return Loop(0);
}

int KillAll(long) {
  kill(-1, SIGKILL);
  printf("alive\n");
  return 0;
}

int Socket(long) {
  socket(AF_INET, SOCK_STREAM, 0);
  return 0;
}

// Leaves standard output open in a cycle of sockets that only the kernel's garbage collector ends:
// a socket waits, unreceived, in its own queue, together with descriptors 1 and 2.
int HideOutput(long) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return 1;
  char byte = 'x';
  iovec data = {&byte, 1};
  const int sent[] = {ends[1], 1, 2};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof sent)] = {};
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof sent);
  memcpy(CMSG_DATA(header), sent, sizeof sent);
  if (sendmsg(ends[0], &message, 0) != 1) return 2;
  close(ends[0]);
  if (write(1, "hidden", 6) != 6) return 3;
  for (;;) {
  }
}

int Ptrace(long) {
  syscall(SYS_ptrace, 0, 0, 0, 0);
  return 0;
}

// Prints resource limits.
int PrintLimits(long) {
  const struct {
    const char* name;
    __rlimit_resource resource;
  } kLimits[] = {{"as", RLIMIT_AS},       {"data", RLIMIT_DATA},   {"cpu", RLIMIT_CPU},
                 {"fsize", RLIMIT_FSIZE}, {"stack", RLIMIT_STACK}, {"nofile", RLIMIT_NOFILE}};
  for (const auto& [name, resource] : kLimits) {
    rlimit limit = {};
    getrlimit(resource, &limit);
    if (limit.rlim_cur == RLIM_INFINITY) {
      printf("%s unlimited\n", name);
    } else {
      printf("%s %llu\n", name, static_cast<unsigned long long>(limit.rlim_cur));
    }
  }
  return 0;
}

// Prints every open descriptor.
int Descriptors(long) {
  for (int fd = 0; fd < 70000; ++fd) {
    if (fcntl(fd, F_GETFD) >= 0) printf("%d\n", fd);
  }
  return 0;
}

int Identity(long) {
  gid_t groups[8];
  printf("uid %d %d gid %d %d groups %d pid %d ppid %d sid %d\n", getuid(), geteuid(), getgid(),
         getegid(), getgroups(8, groups), getpid(), getppid(), getsid(0));
  return 0;
}

// Prints the capability sets, as /proc shows them.
int Capabilities(long) {
  FILE* status = fopen("/proc/self/status", "r");
  if (status == nullptr) return 1;
  char line[256];
  while (fgets(line, sizeof line, status) != nullptr) {
    if (strncmp(line, "Cap", 3) == 0) fputs(line, stdout);
  }
  fclose(status);
  return 0;
}

void List(const char* path) {
  DIR* directory = opendir(path);
  if (directory == nullptr) {
    printf("%s: %s\n", path, strerrorname_np(errno));
    return;
  }
  while (const dirent* entry = readdir(directory)) {
    if (entry->d_name[0] != '.') printf("%s%s\n", path, entry->d_name);
  }
  closedir(directory);
}

int ListRoot(long) {
  List("/");
  List("/dev/");
  List("/work/");
  return 0;
}

int ListProc(long) {
  List("/proc/");
  return 0;
}

int PrintLink(const char* path) {
  char link[64] = "";
  const ssize_t size = readlink(path, link, sizeof link - 1);
  if (size < 0) return 1;
  printf("%.*s", static_cast<int>(size), link);
  return 0;
}

int NetworkNamespace(long) { return PrintLink("/proc/self/ns/net"); }

int IpcNamespace(long) { return PrintLink("/proc/self/ns/ipc"); }

// Tries to read what no jail may see, and to change what none may.
int HostFiles(long) {
  for (const char* path : {"/etc/shadow", "/etc/passwd", "/root", "/home", "/sys", "/proc/1",
                           "/dev/mem", "/dev/kmsg", "/../etc/shadow", "/var", "/run"}) {
    if (access(path, F_OK) == 0) printf("sees %s\n", path);
  }
  for (const char* path : {"/new", "/dev/new", "/usr/new", "/box/new", "/usr/lib/new"}) {
    if (open(path, O_WRONLY | O_CREAT, 0600) >= 0) printf("writes %s\n", path);
  }
  return 0;
}

// Fails if a run before it has left a file.
int LeaveFile(long) {
  struct stat status = {};
  return stat("/work/left", &status) == 0 ? 1 : open("/work/left", O_CREAT | O_WRONLY, 0600) < 0;
}

// Prints what is in the work directory, two folders deep, as "PATH MODE CONTENTS"; then adds a
// letter to each file and removes it.
void UseFiles(const char* folder, int depth) {
  DIR* directory = opendir(folder);
  if (directory == nullptr) return;
  while (const dirent* entry = readdir(directory)) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    struct stat info = {};
    if (stat(path, &info) != 0) continue;
    const bool is_folder = S_ISDIR(info.st_mode);
    char contents[16] = "";
    const int file = open(path, O_RDWR);
    if (file >= 0 && read(file, contents, sizeof contents - 1) < 0) contents[0] = '!';
    printf("%s %o %s\n", path, info.st_mode & 07777, contents);
    if (!is_folder && (write(file, "x", 1) != 1 || unlink(path) != 0)) printf("cannot change it\n");
    if (file >= 0) close(file);
    if (is_folder && depth > 0) UseFiles(path, depth - 1);
    if (is_folder && rmdir(path) != 0) printf("cannot remove it\n");
  }
  closedir(directory);
}

int UseWorkFiles(long) {
  UseFiles("/work", 2);
  return 0;
}

struct Action {
  const char* name;
  int (*run)(long);
};

constexpr Action kActions[] = {
    {"exit", Exit},
    {"raise", Raise},
    {"loop", Loop},
    {"burn", Burn},
    {"burn-in-user", BurnInUser},
    {"burn-in-system", BurnInSystem},
    {"burn-in-threads", BurnInThreads},
    {"burn-in-children", BurnInChildren},
    {"burn-in-chain", BurnInChain},
    {"sleep", Sleep},
    {"touch", Touch},
    {"heap", Heap},
    {"recurse", Recurse},
    {"fill-files", FillFiles},
    {"one-big-file", OneBigFile},
    {"inodes", Inodes},
    {"fork-bomb", ForkBomb},
    {"thread-bomb", ThreadBomb},
    {"flood", Flood},
    {"write-out", WriteOut},
    {"read-in", ReadIn},
    {"orphan", Orphan},
    {"busy-orphan", BusyOrphan},
    {"ignore-signals", IgnoreSignals},
    {"kill-all", KillAll},
    {"socket", Socket},
    {"hide-output", HideOutput},
    {"ptrace", Ptrace},
    {"descriptors", Descriptors},
    {"identity", Identity},
    {"capabilities", Capabilities},
    {"limits", PrintLimits},
    {"list-root", ListRoot},
    {"list-proc", ListProc},
    {"network-namespace", NetworkNamespace},
    {"ipc-namespace", IpcNamespace},
    {"host-files", HostFiles},
    {"leave-file", LeaveFile},
    {"use-work-files", UseWorkFiles},
};

int Act(int argc, char** argv) {
  for (const Action& action : kActions) {
    if (argc > 1 && strcmp(argv[1], action.name) == 0) {
      return action.run(argc > 2 ? strtol(argv[2], nullptr, 10) : 0);
    }
  }
  fprintf(stderr, "no such action\n");
  return 98;
}

}  // namespace
}  // namespace assay::sandbox

int main(int argc, char** argv) { return assay::sandbox::Act(argc, argv); }

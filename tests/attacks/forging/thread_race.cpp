// class: result forging
// tries: exit well in one thread before a denied call of another is noticed
// expect: SYSCALL_DENIED socket
// vm: yes
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

int main() {
  std::thread([] {
    usleep(50000);
    _exit(0);
  }).detach();
  // While the judge decides, the caller waits in the kernel.
  for (int i = 0; i < 1000; ++i) socket(AF_INET, SOCK_STREAM, 0);
}

// What sender and receiver of tests/attacks/cross share. A program defines Send(), which leaves a
// sign by one channel, and Received(), which looks for it. The role is the first argument or the
// first line of input; the sender stays until its input ends, or for a while if that is at once.
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// How many times longer the times below are to be, on a slow machine; see --slowness.
enum { kSlowness = 1 };

static void Send(void);
// Not 0 when another run's sign is seen.
static int Received(void);

static void Stay(void) {
  puts("contained");
  fflush(stdout);
  char byte;
  while (read(0, &byte, 1) > 0) {
  }
}

int main(int count, char** arguments) {
  char line[16] = "";
  const char* const role = count > 1 ? arguments[1] : fgets(line, sizeof line, stdin);
  if (role != NULL && strncmp(role, "send", 4) == 0) {
    Send();
    Stay();
    // Both were started at the same time: the receiver must get its chance.
    if (count == 1) usleep(400000 * kSlowness);
    return 0;
  }
  for (int i = 0; i < 30; ++i) {
    if (Received()) {
      puts("ESCAPED");
      return 0;
    }
    usleep(10000 * kSlowness);
  }
  puts("contained");
}

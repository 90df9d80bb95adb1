// class: pid exhaustion
// tries: fork without end
// expect: TIME_LIMIT_EXCEEDED | MEMORY_LIMIT_EXCEEDED | WALL_TIME_LIMIT_EXCEEDED
// flags: --time-limit 500ms --wall-limit 20s
// vm: yes
#include <unistd.h>

int main(void) {
  while (1) fork();
}

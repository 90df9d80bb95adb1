// class: terminal escape sequences
// tries: drive the judge's terminal by its output: title, colours, cursor, bell
// expect: WRONG_ANSWER
// mode: judge
// text: yes
#include <stdio.h>

int main(void) {
  const char text[] =
      "\x1b[2J\x1b[H\x1b]0;title\x07\x1b[32mACCEPTED\x1b[0m\r\x9b"
      "31m\x08\x7f\xc2\x9b"
      "1m\n";
  fputs(text, stdout);
  fputs(text, stderr);
}

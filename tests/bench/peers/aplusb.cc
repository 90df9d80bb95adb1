// The usual first submission: dynamically linked, with iostream.
#include <iostream>

int main() {
  int a = 0;
  int b = 0;
  std::cin >> a >> b;
  std::cout << a + b << std::endl;
}

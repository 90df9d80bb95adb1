#include <cstdlib>
#include <iostream>
int main() { std::cout << (std::system("exit 0") == 0 ? "done" : "refused"); }

#include <iostream>
#include <limits>

int main() { std::cout << std::numeric_limits<double>::infinity() << "\n"; }

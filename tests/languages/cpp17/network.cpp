#include <sys/socket.h>
#include <iostream>
int main() { std::cout << (socket(AF_INET, SOCK_STREAM, 0) >= 0 ? "done" : "refused"); }

int main() {
  volatile int* volatile p = nullptr;
  *p = 42;
}

int main() {
  int* volatile p = nullptr;
  *p = 42;
}

// The program whose start `sandbox_cli bench` measures: static, so that no loader is in the bill.
int main(void) { return 0; }

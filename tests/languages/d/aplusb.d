import std.stdio;

void main() {
  int n;
  readf(" %d", &n);
  foreach (_; 0 .. n) {
    long a, b;
    readf(" %d %d", &a, &b);
    writeln(a + b);
  }
}

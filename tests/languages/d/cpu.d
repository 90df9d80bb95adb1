import std.stdio;

void main() {
  long n, x = 1;
  readf(" %d", &n);
  foreach (_; 0 .. n) x = x * 16807 % 2147483647;
  writeln(x);
}

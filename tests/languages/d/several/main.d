import std.stdio;
import sums;

void main() {
  int a, b;
  readf(" %d %d", a, b);
  writeln(add(a, b));
}

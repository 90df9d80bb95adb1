import std.stdio;

int depth(int n) {
  int[16] block = n;
  foreach (i; 0 .. 16) block[(i * n) & 15] += i;
  return depth(n + block[n & 15]) + block[(n + 1) & 15];
}

void main() { writeln(depth(1)); }

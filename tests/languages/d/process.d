import std.process, std.stdio;

void main() {
  try {
    spawnProcess("/bin/sh").wait();
    writeln("done");
  } catch (Exception e) {
    writeln("refused");
  }
}

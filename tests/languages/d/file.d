import std.file, std.stdio;

void main() { writeln(exists("/etc/passwd") ? "done" : "refused"); }

import std/strutils

var x = 1
for _ in 1 .. parseInt(stdin.readLine):
  x = x * 16807 mod 2147483647
echo x

import std/strutils

let n = parseInt(stdin.readLine)
for _ in 1 .. n:
  let parts = stdin.readLine.split(' ')
  echo parseBiggestInt(parts[0]) + parseBiggestInt(parts[1])

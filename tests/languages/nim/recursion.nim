import std/strutils

proc depth(n: int): int =
  var local {.volatile.} = n
  if local == 0: 0 else: 1 + depth(local - 1)

echo depth(parseInt(stdin.readLine))

proc depth(n: int): int =
  var local {.volatile.} = n
  1 + depth(local) + local

echo depth(0)

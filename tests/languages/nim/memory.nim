var all: seq[seq[int]]
while true:
  var fresh = newSeq[int](65536)
  for i in 0 ..< fresh.len: fresh[i] = 1
  all.add fresh

def depth(n) = 1 + depth(n + 1)
puts depth(0)

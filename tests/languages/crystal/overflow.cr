def depth(n : Int64) : Int64
  puts n if n < 0
  depth(n &+ 1) &* 3 &+ n
end

puts depth(1_i64)

x = 1_i64
read_line.to_i.times { x = x * 16807 % 2147483647 }
puts x

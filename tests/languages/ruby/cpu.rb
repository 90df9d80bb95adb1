x = 1
gets.to_i.times { x = x * 16807 % 2147483647 }
puts x

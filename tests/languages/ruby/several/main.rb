require_relative 'sums'
a, b = gets.split.map(&:to_i)
puts add(a, b)

n = read_line.to_i
STDOUT.flush_on_newline = false
n.times do
  a, b = read_line.split(' ')
  puts a.to_i64 + b.to_i64
end

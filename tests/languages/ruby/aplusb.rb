data = $stdin.read.split.map(&:to_i)
puts data.drop(1).each_slice(2).map { |a, b| a + b }

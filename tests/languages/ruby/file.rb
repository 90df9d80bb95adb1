begin
  File.read('/etc/passwd')
  puts 'done'
rescue SystemCallError
  puts 'refused'
end

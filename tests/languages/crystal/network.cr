require "socket"

begin
  TCPSocket.new("127.0.0.1", 80)
  puts "done"
rescue
  puts "refused"
end

begin
  Process.run("/bin/sh", ["-c", "exit 0"])
  puts "done"
rescue
  puts "refused"
end

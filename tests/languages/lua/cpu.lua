local x = 1
for _ = 1, io.read('n') do x = x * 16807 % 2147483647 end
print(x)

local read = io.read
local n = read('*n')
for _ = 1, n do
  local a, b = read('*n', '*n')
  io.write(string.format('%.0f\n', a + b))
end

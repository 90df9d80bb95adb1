local sums = require('sums')
print(sums.add(io.read('*n', '*n')))

local ffi = require('ffi')
ffi.cdef('int socket(int, int, int);')
print(ffi.C.socket(2, 1, 0) >= 0 and 'done' or 'refused')

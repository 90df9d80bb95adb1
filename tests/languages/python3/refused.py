bytearray(1 << 46)

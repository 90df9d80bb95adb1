def all = []
while (true) all << new long[1 << 16]

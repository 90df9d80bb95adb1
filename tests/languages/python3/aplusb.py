import sys

data = list(map(int, sys.stdin.buffer.read().split()))
print("\n".join(str(a + b) for a, b in zip(data[1::2], data[2::2])))

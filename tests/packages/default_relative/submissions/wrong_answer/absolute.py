n = int(input())
print(n * n + 0.5)

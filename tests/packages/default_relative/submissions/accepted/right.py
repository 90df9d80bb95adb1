n = int(input())
print(n * n * 1.0001)

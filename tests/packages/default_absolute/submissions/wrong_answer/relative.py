n = int(input())
print(n / 3 * 1.0001)

n = int(input())
print(2 * n if n < 50 else n)

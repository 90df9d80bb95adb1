n = int(input())
print(4 * n)

n = int(input())
print(0)

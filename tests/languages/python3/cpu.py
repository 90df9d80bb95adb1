x = 1
for _ in range(int(input())):
    x = x * 16807 % 2147483647
print(x)

n = int(input())
print("HALF", n / 2)

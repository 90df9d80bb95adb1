n = int(input())
print("Half", n / 2)

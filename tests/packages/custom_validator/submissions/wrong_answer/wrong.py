n = int(input())
print("none")

n = int(input())
print("ODD" if n % 2 else "EVEN")

n = int(input())
print("odd" if n % 2 else "EVEN")

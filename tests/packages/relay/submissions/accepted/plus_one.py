name, number = input().split()
print(int(number) + (1 if name == "first" else -1), flush=True)

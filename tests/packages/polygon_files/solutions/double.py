with open("double.in") as file:
    n = int(file.read())
with open("double.out", "w") as file:
    print(2 * n, file=file)

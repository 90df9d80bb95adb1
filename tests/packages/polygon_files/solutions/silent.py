# Prints what it should have written.
with open("double.in") as file:
    print(2 * int(file.read()))

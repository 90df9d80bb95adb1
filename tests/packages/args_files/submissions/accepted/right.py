import sys

with open("mark.txt") as file:
    mark = file.read().strip()
print(f"{sys.argv[1]}, {input()}{mark}")

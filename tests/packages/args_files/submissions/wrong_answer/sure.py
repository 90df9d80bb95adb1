import sys

print(f"{sys.argv[1]}, {input()}!")

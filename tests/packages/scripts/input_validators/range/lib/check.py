"""One integer in the range that a file gives."""

import sys

with open(sys.argv[1], encoding="ascii") as file:
    least, greatest = map(int, file.read().split())
words = sys.stdin.read().split()
if len(words) != 1 or not least <= int(words[0]) <= greatest:
    sys.exit("not one integer in range")
sys.exit(42)

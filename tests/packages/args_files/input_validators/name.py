import re
import sys

with open("mark.txt") as file:
    good = file.read() in ("!\n", "?\n")
good = good and len(sys.argv) == 2 and re.fullmatch(r"[A-Z][a-z]*\n", sys.stdin.read())
sys.exit(42 if good else 43)

"""Two factors that are not trivial."""

import sys

with open(sys.argv[1]) as file:
    number = int(file.read())
words = sys.stdin.read(1000).split()
good = len(words) == 2 and all(word.isdigit() and int(word) > 1 for word in words)
sys.exit(42 if good and int(words[0]) * int(words[1]) == number else 43)

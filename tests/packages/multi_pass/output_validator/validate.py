"""The first pass turns a number into letters, the second must turn the letters into the number."""

import os
import sys

with open(sys.argv[1]) as file:
    verb, told = file.read().split()
memory = os.path.join(sys.argv[3], "memory.txt")
words = sys.stdin.read(1000).split()


def reject(reason):
    with open(os.path.join(sys.argv[3], "judgemessage.txt"), "a") as file:
        file.write(reason + "\n")
    sys.exit(43)


if len(words) != 1:
    reject("one word is wanted")
if not os.path.exists(memory):
    if not words[0].isalpha():
        reject("letters alone are wanted")
    with open(memory, "w") as file:
        file.write(f"{told} {words[0]}")
    with open(os.path.join(sys.argv[3], "nextpass.in"), "w") as file:
        file.write(f"decode {words[0]}\n")
    sys.exit(42)
with open(memory) as file:
    number, letters = file.read().split()
# The input of this pass is what the first one ended with.
if (verb, told) != ("decode", letters):
    sys.exit(1)
if words[0] != number:
    reject(f"it was {number}")
sys.exit(42)

"""Two integers that sum to the input's; tells the contestant why not."""

import os
import sys

from words import read_pair


def reject(judges, contestant):
    folder = sys.argv[3]
    with open(os.path.join(folder, "judgemessage.txt"), "w") as file:
        file.write(judges + "\n")
    with open(os.path.join(folder, "teammessage.txt"), "w") as file:
        file.write(contestant + "\n")
    sys.exit(43)


with open(sys.argv[1]) as file:
    wanted = int(file.read())
pair = read_pair(sys.stdin.read(10000))
if pair is None:
    reject("no two integers", "Print two integers.")
if sum(pair) != wanted:
    reject(f"sum is {sum(pair)}", "Your numbers have another sum.")
sys.exit(42)

# class: traversal in packages
# tries: hang the judge by a FIFO in place of an input
# expect: JUDGE_ERROR: is not a regular file
# mode: package
import os
import sys

package = sys.argv[1]
os.makedirs(f"{package}/data/secret")
with open(f"{package}/problem.yaml", "w") as file:
    file.write("name: x\n")
os.mkfifo(f"{package}/data/secret/1.in")
with open(f"{package}/data/secret/1.ans", "w") as file:
    file.write("x\n")

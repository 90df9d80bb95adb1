# class: traversal in packages
# tries: name a file of the host as a test's input, by a symbolic link
# expect: JUDGE_ERROR: is a link that leaves the folder
# mode: package
import os
import sys

package, secret = sys.argv[1:]
os.makedirs(f"{package}/data/secret")
with open(f"{package}/problem.yaml", "w") as file:
    file.write("name: x\n")
os.symlink(secret, f"{package}/data/secret/1.in")
with open(f"{package}/data/secret/1.ans", "w") as file:
    file.write("x\n")

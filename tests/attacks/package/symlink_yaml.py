# class: traversal in packages
# tries: have a file of the host quoted in a message about problem.yaml
# expect: JUDGE_ERROR: is a link that leaves the folder
# mode: package
import os
import sys

package, secret = sys.argv[1:]
os.makedirs(f"{package}/data/secret")
os.symlink(secret, f"{package}/problem.yaml")
for ending in ("in", "ans"):
    with open(f"{package}/data/secret/1.{ending}", "w") as file:
        file.write("x\n")

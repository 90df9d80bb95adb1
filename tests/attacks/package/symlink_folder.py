# class: traversal in packages
# tries: name a folder of the host as the folder of tests
# expect: JUDGE_ERROR: is reached by a link
# mode: package
import os
import shutil
import sys

package, secret = sys.argv[1:]
os.makedirs(f"{package}/data")
with open(f"{package}/problem.yaml", "w") as file:
    file.write("name: x\n")
tests = os.path.join(os.path.dirname(secret), "tests")
os.makedirs(tests, exist_ok=True)
for ending in ("in", "ans"):
    shutil.copy(secret, f"{tests}/1.{ending}")
os.symlink(tests, f"{package}/data/secret")

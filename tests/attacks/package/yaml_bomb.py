# class: traversal in packages
# tries: fill the judge's memory by aliases in problem.yaml that double
# expect: JUDGE_ERROR: too many values
# mode: package
import os
import sys

package = sys.argv[1]
os.makedirs(f"{package}/data/secret")
lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
for i in range(1, 12):
    lines.append(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]")
lines.append("name: *a11")
with open(f"{package}/problem.yaml", "w") as file:
    file.write("\n".join(lines) + "\n")
for ending in ("in", "ans"):
    with open(f"{package}/data/secret/1.{ending}", "w") as file:
        file.write("x\n")

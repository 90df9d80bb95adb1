import os
import sys

with open(os.path.join(sys.argv[3], "nextpass.in"), "w") as file:
    file.write("1\n")
sys.exit(42)

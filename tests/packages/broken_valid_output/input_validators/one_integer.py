"""One integer from 0 to 1000000000, alone on its line."""

import re
import sys

text = sys.stdin.read()
if not re.fullmatch(r"(0|-?[1-9][0-9]{0,17})\n", text):
    sys.exit("not one integer on a line")
if not 0 <= int(text) <= 1000000000:
    sys.exit(f"{int(text)} is out of range")
sys.exit(42)

"""As many letters as the answer says, each of them "x"."""

import sys

with open(sys.argv[2], encoding="ascii") as file:
    wanted = int(file.read())
text = sys.stdin.read()
sys.exit(42 if text.strip() == "x" * wanted and sys.argv[4:] == ["letters"] else 43)

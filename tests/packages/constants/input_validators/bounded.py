import sys

sys.exit(42 if 0 <= int(sys.stdin.read()) <= {{bound}} else 43)

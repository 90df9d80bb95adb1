"""Accepts always, with as many points for each accepted member as the argument says."""

import sys

points = float(sys.argv[1])
results = [line.split() for line in sys.stdin if line.strip()]
print("AC", sum(points * max(float(score), 1) for verdict, score in results if verdict == "AC"))

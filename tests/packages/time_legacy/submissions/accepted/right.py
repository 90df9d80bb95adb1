# Takes 0.2 s of cpu time.
import time

n = int(input())
while time.process_time() < 0.2:
    pass
print(2 * n)

# Takes 18.0 s of cpu time.
import time

n = int(input())
while time.process_time() < 18.0:
    pass
print(2 * n)

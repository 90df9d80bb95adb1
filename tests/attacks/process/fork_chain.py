# class: pid exhaustion
# tries: fork in a chain in which each parent ends at once, so that no process lives for long
# expect: TIME_LIMIT_EXCEEDED
# flags: --time-limit 500ms
import os
import time

if os.fork() == 0:
    while os.fork() == 0:
        pass
    os._exit(0)
time.sleep(1000)

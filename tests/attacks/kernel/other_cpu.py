# class: cpu theft
# tries: leave the cpu on which it is timed, from Python
# expect: contained
import os

try:
    os.sched_setaffinity(0, range(os.cpu_count()))
    print("ESCAPED: every cpu")
except PermissionError:
    print("contained" if len(os.sched_getaffinity(0)) == 1 else "ESCAPED: several cpus")

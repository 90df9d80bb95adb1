# class: core-dump pattern
# tries: leave a core file with a name of its choice, and raise the limit for it
# expect: contained
import os
import resource
import signal

try:
    resource.setrlimit(resource.RLIMIT_CORE, (1 << 30, 1 << 30))
    print("ESCAPED: the limit was raised")
except (OSError, ValueError):
    pass
child = os.fork()
if child == 0:
    os.kill(os.getpid(), signal.SIGSEGV)
_, status = os.waitpid(child, 0)
print("ESCAPED: dumped" if os.WCOREDUMP(status) or os.listdir(".") else "contained")

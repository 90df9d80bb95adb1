# class: ptrace of siblings
# tries: find processes other than its own in /proc
# expect: contained
# mode: run
# policy: python
# flags: --proc
import os

own = {str(os.getpid())}
seen = {name for name in os.listdir("/proc") if name.isdigit()} - own
known = [pid for pid in range(1, 3000) if os.path.exists(f"/proc/{pid}") and str(pid) not in own]
print(f"ESCAPED: sees {seen} {known}" if seen or known else "contained")

# class: device nodes
# tries: leave a mark for others on the devices that all jails share: times, mode, lock
# expect: contained
import os

done = []
for name in ("null", "zero", "full", "random", "urandom"):
    path = "/dev/" + name
    for change in (
        lambda: os.utime(path),
        lambda: os.chmod(path, 0o600),
        lambda: os.unlink(path),
        lambda: os.rename(path, "/work/x"),
        lambda: os.truncate(path, 1),
        lambda: os.chmod("/dev", 0o777),
    ):
        try:
            change()
            done.append(path)
        except OSError:
            pass
print(f"ESCAPED: changed {done}" if done else "contained")

# class: shared /dev/shm
# tries: find or make a file in /dev/shm, or anything new in /dev
# expect: contained
import os

made = []
for path in ("/dev/shm/assay-attack", "/dev/assay-attack", "/dev/mqueue/assay-attack"):
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o666))
        made.append(path)
    except OSError:
        pass
extra = set(os.listdir("/dev")) - {"null", "zero", "full", "random", "urandom"}
print(f"ESCAPED: {made} {extra}" if made or extra else "contained")

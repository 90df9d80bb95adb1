# class: files left in /tmp
# tries: leave files for the next run, and find what an earlier run left
# expect: contained
import os

found = os.listdir("/tmp") + os.listdir("/work")
os.umask(0)
for folder in ("/tmp", "/work", "/var/tmp", "/dev/shm", "/run", "/box", "/"):
    try:
        with open(os.path.join(folder, "assay-attack-left"), "w") as file:
            file.write("hello, next run")
    except OSError:
        pass
print(f"ESCAPED: found {found}" if found else "contained")

# class: kernel-memory bombs
# tries: fill the host's page cache by reading all that it is shown
# expect: contained | TIME_LIMIT_EXCEEDED | WALL_TIME_LIMIT_EXCEEDED
# flags: --memory-limit 32MiB --time-limit 1s --wall-limit 3s
import os

for folder, _, files in os.walk("/usr/lib"):
    for name in files:
        try:
            with open(os.path.join(folder, name), "rb") as file:
                while file.read(1 << 20):
                    pass
        except OSError:
            pass
print("contained")

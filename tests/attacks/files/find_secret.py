# class: host files
# tries: read every file that it can find, in search of the test's answer
# expect: WRONG_ANSWER
# mode: judge
# flags: --time-limit 20s
import os

# The answer would be taken for right, so printing all that looks like it must lose.
for folder, folders, files in os.walk("/", followlinks=False):
    if folder.startswith("/usr/lib"):
        folders.clear()
        continue
    for name in files:
        path = os.path.join(folder, name)
        if path.startswith("/dev/"):
            continue
        try:
            if os.path.getsize(path) > 1 << 20:
                continue
            text = open(path, "rb").read(4096)
        except OSError:
            continue
        if path.endswith((".ans", ".in", "secret")) or b"#error" in text and b"@" not in text:
            print(text.decode(errors="replace").split()[-1])
print("nothing found")

# class: hard links to test data
# tries: change the input file behind standard input: its mode, time, size and content
# expect: WRONG_ANSWER
# mode: judge
import os

changes = (
    lambda: os.fchmod(0, 0o666),
    lambda: os.utime(0),
    lambda: os.utime(0, (0, 0)),
    lambda: os.ftruncate(0, 0),
    lambda: os.write(0, b"9 9\n"),
    lambda: os.pwrite(0, b"9 9\n", 0),
    lambda: os.open("/dev/stdin", os.O_RDWR),
    lambda: os.copy_file_range(0, 0, 2, 0, 2),
)
for change in changes:
    try:
        change()
    except OSError:
        continue
    # The answer is a secret: whoever prints this has failed the test, with a mark in the report.
    os.kill(os.getpid(), 11)
print("contained")

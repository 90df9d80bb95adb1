# class: output floods
# tries: fill the judge's memory or disk by standard error
# expect: OUTPUT_LIMIT_EXCEEDED
# flags: --output-limit 4MiB --time-limit 20s
import sys

while True:
    sys.stderr.write("x" * 65536)

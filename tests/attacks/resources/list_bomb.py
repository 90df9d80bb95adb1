# class: memory
# tries: take all memory from Python
# expect: MEMORY_LIMIT_EXCEEDED | RUNTIME_ERROR exit 1
# flags: --memory-limit 64MiB
kept = []
while True:
    kept.append(bytearray(1 << 20))

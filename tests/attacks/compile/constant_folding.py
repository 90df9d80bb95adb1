# class: compiler bombs
# tries: have the compiler compute a constant that fills memory
# expect: TIME_LIMIT_EXCEEDED | MEMORY_LIMIT_EXCEEDED | RUNTIME_ERROR exit 1 | COMPILE_ERROR
# flags: --time-limit 1s --memory-limit 64MiB
a = ((((1 << 4000) ** 4000) ** 4000) ** 4000)
b = ("x" * 4096) * 4096 * 4096 * 4096

try:
    open("/etc/passwd")
    print("done")
except OSError:
    print("refused")

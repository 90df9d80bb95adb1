if cat /etc/passwd 2>/dev/null; then echo done; else echo refused; fi

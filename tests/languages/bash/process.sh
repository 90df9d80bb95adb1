if kill -0 3 2>/dev/null || unshare -r true 2>/dev/null; then echo done; else echo refused; fi

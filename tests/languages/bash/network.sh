if (echo >/dev/tcp/127.0.0.1/80) 2>/dev/null; then echo done; else echo refused; fi

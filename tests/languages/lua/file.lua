print(io.open('/etc/passwd') and 'done' or 'refused')

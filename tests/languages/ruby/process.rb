puts system('/bin/sh', '-c', 'exit 0') ? 'done' : 'refused'

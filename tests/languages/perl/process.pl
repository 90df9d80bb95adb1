print system('/bin/sh', '-c', 'exit 0') == 0 ? "done\n" : "refused\n";

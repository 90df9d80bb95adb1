all=x
while true; do all=$all$all; done

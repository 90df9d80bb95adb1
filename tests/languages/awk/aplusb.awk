NR > 1 { printf "%d\n", $1 + $2 }

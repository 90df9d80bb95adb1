$1 == "AC" { sum += points }
END { print "AC", sum + 0 }

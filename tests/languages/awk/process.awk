BEGIN { print (system("exit 0") == 0 ? "done" : "refused") }

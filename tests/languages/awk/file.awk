BEGIN { print ((getline line < "/etc/passwd") > 0 ? "done" : "refused") }

(display (if (equal? 0 (system* "/bin/sh" "-c" "exit 0")) "done" "refused"))
(newline)

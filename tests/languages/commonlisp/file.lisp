(format t "~a~%" (if (ignore-errors (open "/etc/passwd")) "done" "refused"))

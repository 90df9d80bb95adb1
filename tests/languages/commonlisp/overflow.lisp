(defun depth (n) (+ 1 (depth (+ n 1))))
(format t "~d~%" (depth 0))

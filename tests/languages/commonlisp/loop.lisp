(let ((i 0)) (loop (setf i (mod (+ i 1) 1000))))

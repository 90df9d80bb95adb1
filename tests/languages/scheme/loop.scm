(let loop ((i 0)) (loop (if (> i 100) 0 (+ i 1))))

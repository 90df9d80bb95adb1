(let loop ((n (read)) (x 1))
  (if (= n 0)
      (begin (display x) (newline))
      (loop (- n 1) (remainder (* x 16807) 2147483647))))

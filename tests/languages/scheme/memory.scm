(let loop ((all '()))
  (loop (cons (make-vector 65536 1.5) all)))

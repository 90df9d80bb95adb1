; In a variable of the module: what nobody could read, the compiler would not even make.
(define all '())
(let loop ()
  (set! all (cons (make-vector 65536 1.5) all))
  (loop))

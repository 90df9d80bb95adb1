(let ((all nil))
  (loop (push (make-array 65536 :initial-element 1.5d0 :element-type 'double-float) all)))

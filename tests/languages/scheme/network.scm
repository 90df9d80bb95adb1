(display (catch 'system-error
  (lambda () (socket PF_INET SOCK_STREAM 0) "done")
  (lambda error "refused")))
(newline)

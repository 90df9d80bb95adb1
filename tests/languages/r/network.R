found <- suppressWarnings(tryCatch(socketConnection(port = 80, timeout = 1), error = function(e) NULL))
cat(if (is.null(found)) "refused" else "done", "\n")

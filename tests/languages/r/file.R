found <- suppressWarnings(tryCatch(readLines("/etc/passwd"), error = function(e) NULL))
cat(if (is.null(found)) "refused" else "done", "\n")

options(expressions = 500000)
depth <- function(n) if (n == 0) 0 else 1 + depth(n - 1)
cat(depth(scan(file("stdin"), quiet = TRUE)), "\n")

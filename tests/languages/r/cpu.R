n <- scan(file("stdin"), quiet = TRUE)
x <- 1
for (i in seq_len(n)) x <- (x * 16807) %% 2147483647
cat(sprintf("%.0f\n", x))

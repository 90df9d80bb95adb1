data <- scan(file("stdin"), quiet = TRUE)
n <- data[1]
pairs <- matrix(data[-1], nrow = 2)
cat(sprintf("%.0f\n", colSums(pairs)), sep = "")

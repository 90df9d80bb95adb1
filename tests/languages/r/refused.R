x <- numeric(2^46)

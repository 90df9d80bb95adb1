all <- list()
repeat all[[length(all) + 1]] <- rnorm(131072)

local x = (1 +

x = zeros (1, 2 ^ 46);

data = fscanf (stdin, "%d");
pairs = reshape (data(2:end), 2, []);
printf ("%d\n", sum (pairs, 1));

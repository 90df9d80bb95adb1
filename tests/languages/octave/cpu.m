n = fscanf (stdin, "%d");
x = 1;
for i = 1:n
  x = mod (x * 16807, 2147483647);
endfor
printf ("%d\n", x);

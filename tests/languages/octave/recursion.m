1;
function result = depth (n)
  if (n == 0)
    result = 0;
  else
    result = 1 + depth (n - 1);
  endif
endfunction
max_recursion_depth (100000);
printf ("%d\n", depth (fscanf (stdin, "%d")));

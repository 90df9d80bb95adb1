1;
function result = depth (n)
  result = 1 + depth (n + 1);
endfunction
depth (0);

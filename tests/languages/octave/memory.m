all = {};
while (true)
  all{end + 1} = rand (1, 131072);
endwhile

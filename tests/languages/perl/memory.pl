my @all;
push @all, 'x' x (1 << 20) . @all while 1;

if (fopen ("/etc/passwd") == -1)
  disp ("refused");
else
  disp ("done");
endif

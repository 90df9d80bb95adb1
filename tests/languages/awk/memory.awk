BEGIN { for (i = 0; ; i++) all[i] = sprintf("%1000d", i) }

print open(my $file, '<', '/etc/passwd') ? "done\n" : "refused\n";

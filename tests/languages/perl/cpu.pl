my $n = <STDIN>;
my $x = 1;
$x = $x * 16807 % 2147483647 while $n-- > 0;
print "$x\n";

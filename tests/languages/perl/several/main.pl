use strict;
use FindBin;
use lib $FindBin::Bin;
use Sums;
my ($a, $b) = split ' ', <STDIN>;
print Sums::add($a, $b), "\n";

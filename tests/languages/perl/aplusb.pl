use strict;
use warnings;
my $n = <STDIN>;
while ($n-- > 0) {
    my ($first, $second) = split ' ', <STDIN>;
    print $first + $second, "\n";
}

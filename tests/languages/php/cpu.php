<?php
$n = (int)fgets(STDIN);
$x = 1;
while ($n-- > 0) $x = $x * 16807 % 2147483647;
echo $x, "\n";

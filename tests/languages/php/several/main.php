<?php
require __DIR__ . '/sums.php';
fscanf(STDIN, '%d %d', $a, $b);
echo add($a, $b), "\n";

<?php
fscanf(STDIN, "%d", $n);
$sums = [];
while ($n-- > 0) {
    [$a, $b] = explode(' ', fgets(STDIN));
    $sums[] = (int)$a + (int)$b;
}
echo implode("\n", $sums), "\n";

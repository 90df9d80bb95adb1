<?php
echo @file_get_contents('/etc/passwd') === false ? 'refused' : 'done', "\n";

<?php
$x = (1 + ;

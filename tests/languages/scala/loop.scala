object Loop extends App { var i = 0; while (true) i += 1 }

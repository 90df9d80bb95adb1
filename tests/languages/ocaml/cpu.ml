let () =
  let x = ref 1 in
  for _ = 1 to read_int () do x := !x * 16807 mod 2147483647 done;
  print_int !x

let rec depth n = 1 + depth (n + 1)
let () = print_int (depth 0)

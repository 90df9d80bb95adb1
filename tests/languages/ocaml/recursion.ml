let rec depth n = if n = 0 then 0 else 1 + depth (n - 1)
let () = print_int (depth (read_int ()))

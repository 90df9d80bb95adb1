let rec hoard all = hoard (Array.make 65536 1 :: all)
let () = hoard []

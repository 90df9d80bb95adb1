let () = Scanf.scanf " %d %d" (fun a b -> Printf.printf "%d\n" (Sums.add a b))

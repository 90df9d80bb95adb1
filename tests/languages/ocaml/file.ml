let () = print_endline (match open_in "/etc/passwd" with _ -> "done" | exception Sys_error _ -> "refused")

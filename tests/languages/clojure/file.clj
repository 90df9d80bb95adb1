(println (try (slurp "/etc/passwd") "done" (catch java.io.IOException e "refused")))

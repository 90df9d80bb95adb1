(println (try (java.net.Socket. "127.0.0.1" 80) "done" (catch java.io.IOException e "refused")))

(println (try (.exec (Runtime/getRuntime) "/bin/sh") "done" (catch java.io.IOException e "refused")))

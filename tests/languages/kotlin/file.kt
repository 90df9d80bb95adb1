fun main() = println(try { java.io.File("/etc/passwd").readText(); "done" } catch (e: java.io.IOException) { "refused" })

object F extends App {
  println(try { scala.io.Source.fromFile("/etc/passwd").mkString; "done" } catch { case e: java.io.IOException => "refused" })
}

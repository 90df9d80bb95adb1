object P extends App {
  println(try { Runtime.getRuntime.exec("/bin/sh"); "done" } catch { case e: java.io.IOException => "refused" })
}

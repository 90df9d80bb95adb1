object N extends App {
  println(try { new java.net.Socket("127.0.0.1", 80); "done" } catch { case e: java.io.IOException => "refused" })
}

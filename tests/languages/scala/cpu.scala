object Cpu extends App {
  var n = scala.io.StdIn.readInt()
  var x = 1L
  while (n > 0) { x = x * 16807 % 2147483647; n -= 1 }
  println(x)
}

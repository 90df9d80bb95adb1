object Overflow {
  def depth(n: Int): Int = 1 + depth(n + 1)
  def main(args: Array[String]): Unit = println(depth(0))
}

package contest

object Program {
  def main(arguments: Array[String]): Unit = {
    val Array(a, b) = scala.io.StdIn.readLine().split(' ').map(_.toInt)
    println(Sums.add(a, b))
  }
}

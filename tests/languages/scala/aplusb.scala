import java.io._
object APlusB {
  def main(args: Array[String]): Unit = {
    val in = new StreamTokenizer(new BufferedInputStream(System.in))
    def next() = { in.nextToken(); in.nval.toLong }
    val text = new StringBuilder
    for (_ <- 1L to next()) text.append(next() + next()).append('\n')
    print(text)
  }
}

import java.io.*
fun main() {
    val input = StreamTokenizer(BufferedInputStream(System.`in`))
    fun next(): Long { input.nextToken(); return input.nval.toLong() }
    val text = StringBuilder()
    repeat(next().toInt()) { text.append(next() + next()).append('\n') }
    print(text)
}

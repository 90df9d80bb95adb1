fun main() {
    var x = 1L
    repeat(readLine()!!.trim().toInt()) { x = x * 16807 % 2147483647 }
    println(x)
}

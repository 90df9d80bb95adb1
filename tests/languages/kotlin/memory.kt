fun main() {
    val all = ArrayList<LongArray>()
    while (true) all.add(LongArray(1 shl 16))
}

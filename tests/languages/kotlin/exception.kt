fun main() { error("boom") }

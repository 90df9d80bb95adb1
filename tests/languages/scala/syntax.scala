object Syntax extends App { val x: Int = "text" }

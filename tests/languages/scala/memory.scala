object Memory extends App {
  var all = List[Array[Long]]()
  while (true) all = new Array[Long](1 << 16) :: all
}

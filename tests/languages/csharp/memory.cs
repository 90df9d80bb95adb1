using System.Collections.Generic;

class Program {
  static void Main() {
    var all = new List<long[]>();
    for (;;) all.Add(new long[1 << 16]);
  }
}

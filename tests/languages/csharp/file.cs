using System;
using System.IO;

class Program {
  static void Main() {
    try {
      File.ReadAllText("/etc/passwd");
      Console.WriteLine("done");
    } catch (Exception) {
      Console.WriteLine("refused");
    }
  }
}

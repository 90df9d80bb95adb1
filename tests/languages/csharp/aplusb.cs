using System;
using System.IO;
using System.Text;

class Program {
  static void Main() {
    var input = new StreamReader(Console.OpenStandardInput());
    var text = new StringBuilder();
    for (int n = int.Parse(input.ReadLine()); n > 0; n--) {
      string[] parts = input.ReadLine().Split(' ');
      text.Append(long.Parse(parts[0]) + long.Parse(parts[1])).Append('\n');
    }
    Console.Write(text);
  }
}

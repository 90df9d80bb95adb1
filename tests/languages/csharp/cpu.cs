using System;

class Program {
  static void Main() {
    long x = 1;
    for (long n = long.Parse(Console.ReadLine()); n > 0; n--) x = x * 16807 % 2147483647;
    Console.WriteLine(x);
  }
}

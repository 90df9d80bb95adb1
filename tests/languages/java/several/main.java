package contest.tasks;

import java.util.Scanner;

class Program {
  public static void main(String[] arguments) {
    Scanner in = new Scanner(System.in);
    System.out.println(Sums.add(in.nextInt(), in.nextInt()));
  }
}

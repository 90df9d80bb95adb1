import java.util.Scanner;

public class Partial {
  public static void main(String[] args) {
    long n = new Scanner(System.in).nextLong();
    System.out.println(n < 100 ? 2 * n : n);
  }
}

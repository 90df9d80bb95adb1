import java.util.Scanner;

public class Relative {
  public static void main(String[] args) {
    long n = new Scanner(System.in).nextLong();
    System.out.println(n / 3.0 * 1.0001);
  }
}

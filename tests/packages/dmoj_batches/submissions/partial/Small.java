import java.util.Scanner;

public class Small {
  public static void main(String[] args) {
    long n = new Scanner(System.in).nextLong();
    System.out.println(n < 100 ? 2 * n : n);
  }
}

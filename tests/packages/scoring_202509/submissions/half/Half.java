import java.util.Scanner;

public class Half {
  public static void main(String[] args) {
    long n = new Scanner(System.in).nextLong();
    System.out.println(n < 1000 ? 2 * n : n);
  }
}

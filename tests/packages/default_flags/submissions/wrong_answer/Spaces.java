import java.util.Scanner;

public class Spaces {
  public static void main(String[] args) {
    long n = new Scanner(System.in).nextLong();
    System.out.println("Half\n" + n / 2.0);
  }
}

import java.util.Scanner;

public class Lower {
  public static void main(String[] args) {
    long n = new Scanner(System.in).nextLong();
    System.out.println("half " + n / 2.0);
  }
}

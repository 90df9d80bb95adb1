import java.util.Scanner;

public class One {
  public static void main(String[] args) {
    long n = new Scanner(System.in).nextLong();
    System.out.println(1);
  }
}

import java.util.Scanner;

public class Polite {
  public static void main(String[] args) {
    System.out.println("Hello, " + new Scanner(System.in).nextLine() + "!");
  }
}

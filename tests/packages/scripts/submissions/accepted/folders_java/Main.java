import java.util.Scanner;
import lib.Twice;

public class Main {
  public static void main(String[] args) {
    System.out.println(Twice.of(new Scanner(System.in).nextLong()));
  }
}

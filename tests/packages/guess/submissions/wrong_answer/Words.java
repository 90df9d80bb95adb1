// No number; and an exception when the interactor is gone.
import java.util.Scanner;

public class Words {
  public static void main(String[] args) {
    System.out.println("seven");
    new Scanner(System.in).next();
  }
}

import java.util.Scanner;

public class Coarse {
  public static void main(String[] args) {
    double r = Double.parseDouble(new Scanner(System.in).next());
    System.out.println((float) (3.1415 * r * r));
  }
}

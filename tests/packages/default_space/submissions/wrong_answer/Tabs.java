import java.util.Scanner;

public class Tabs {
  public static void main(String[] args) {
    int n = new Scanner(System.in).nextInt();
    for (int i = 0; i < n; i++) System.out.println("\t".repeat(i) + "x");
  }
}

import java.util.Scanner;

public class ForgetsTheSecond {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    if (!in.next().equals("first")) throw new IllegalStateException();
    System.out.println(in.nextInt() + 1);
  }
}

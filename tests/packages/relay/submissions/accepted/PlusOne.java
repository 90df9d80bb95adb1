import java.util.Scanner;

public class PlusOne {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    String pass = in.next();
    int number = in.nextInt();
    System.out.println(pass.equals("first") ? number + 1 : number - 1);
  }
}

import java.util.Scanner;

public class Binary {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    int least = 1;
    int most = 1000;
    while (true) {
      int guess = (least + most) / 2;
      System.out.println(guess);
      String answer = in.next();
      if (answer.equals("correct")) return;
      if (answer.equals("lower")) {
        most = guess - 1;
      } else {
        least = guess + 1;
      }
    }
  }
}

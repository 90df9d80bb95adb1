import java.io.File;
import java.io.PrintWriter;
import java.util.Scanner;

public class Same {
  public static void main(String[] args) throws Exception {
    long n = new Scanner(new File("double.in")).nextLong();
    try (PrintWriter out = new PrintWriter("double.out")) {
      out.println(n);
    }
  }
}

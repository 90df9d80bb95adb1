import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Scanner;

public class Right {
  public static void main(String[] args) throws Exception {
    String mark = Files.readString(Path.of("mark.txt")).trim();
    System.out.println(args[0] + ", " + new Scanner(System.in).nextLine() + mark);
  }
}

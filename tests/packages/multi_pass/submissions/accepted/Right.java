import java.util.Scanner;

public class Right {
  public static void main(String[] args) {
    Scanner in = new Scanner(System.in);
    int shift = in.next().equals("encode") ? 'a' - '0' : '0' - 'a';
    StringBuilder out = new StringBuilder();
    for (char c : in.next().toCharArray()) out.append((char) (c + shift));
    System.out.println(out);
  }
}

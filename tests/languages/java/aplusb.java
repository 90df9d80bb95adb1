import java.io.*;

public class Main {
  public static void main(String[] args) throws IOException {
    StreamTokenizer in = new StreamTokenizer(new BufferedInputStream(System.in));
    PrintWriter out = new PrintWriter(new BufferedOutputStream(System.out));
    in.nextToken();
    for (int n = (int) in.nval; n > 0; n--) {
      in.nextToken();
      long a = (long) in.nval;
      in.nextToken();
      out.println(a + (long) in.nval);
    }
    out.flush();
  }
}

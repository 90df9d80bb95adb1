// class: hard links to test data
// tries: open the input file again for writing, through /proc/self/fd
// expect: WRONG_ANSWER
// mode: judge
// flags: --time-limit 20s
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

public class ReopenInput {
  public static void main(String[] arguments) throws IOException {
    Path input = Path.of("/proc/self/fd/0");
    try {
      Files.write(input, "9 9\n".getBytes(), StandardOpenOption.WRITE);
      throw new IllegalStateException("written");
    } catch (IOException refused) {
    }
    try {
      Path answer = Path.of(Files.readSymbolicLink(input).toString().replace(".in", ".ans"));
      System.out.println(Files.readString(answer));
    } catch (IOException refused) {
      System.out.println("contained");
    }
  }
}

import java.nio.file.*;

class Files2 {
  public static void main(String[] args) {
    try {
      Files.readAllBytes(Path.of("/etc/passwd"));
      System.out.println("done");
    } catch (java.io.IOException e) {
      System.out.println("refused");
    }
  }
}

// @EXPECTED_RESULTS@: RUN-ERROR
public class Crash {
  public static void main(String[] args) {
    System.exit(1);
  }
}

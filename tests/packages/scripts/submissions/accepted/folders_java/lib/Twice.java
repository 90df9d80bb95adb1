package lib;

public class Twice {
  public static long of(long number) {
    return 2 * number;
  }
}

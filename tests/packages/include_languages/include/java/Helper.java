public class Helper {
  public static long help(long n) {
    return 3 * n + 1;
  }
}

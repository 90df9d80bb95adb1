// class: pid exhaustion
// tries: start Java threads without end
// expect: RUNTIME_ERROR exit 7
// flags: --time-limit 20s
public class ThreadBomb {
  public static void main(String[] arguments) {
    int count = 0;
    try {
      for (; count < 10000; ++count) {
        Thread thread = new Thread(null, () -> {
          try {
            Thread.sleep(1000000);
          } catch (InterruptedException ended) {
          }
        }, "x", 16384);
        thread.setDaemon(true);
        thread.start();
      }
    } catch (OutOfMemoryError full) {
    }
    // The virtual machine itself writes warnings to standard output.
    System.exit(count < 128 ? 7 : 0);
  }
}

// class: result forging
// tries: end a Java program well after its main thread has failed, by a shutdown hook
// expect: RUNTIME_ERROR exit 1
// flags: --time-limit 20s
public class StackOverflow {
  public static void main(String[] arguments) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("contained")));
    throw new IllegalStateException();
  }
}

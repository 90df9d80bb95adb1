class Process2 {
  public static void main(String[] args) {
    try {
      Runtime.getRuntime().exec("/bin/sh");
      System.out.println("done");
    } catch (java.io.IOException e) {
      System.out.println("refused");
    }
  }
}

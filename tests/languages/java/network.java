class Network {
  public static void main(String[] args) {
    try {
      new java.net.Socket("127.0.0.1", 80);
      System.out.println("done");
    } catch (java.io.IOException e) {
      System.out.println("refused");
    }
  }
}

class Loop {
  public static void main(String[] args) {
    for (int i = 0;; i++) {}
  }
}

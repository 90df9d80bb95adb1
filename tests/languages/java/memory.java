class Memory {
  public static void main(String[] args) {
    for (var all = new java.util.ArrayList<long[]>();;) all.add(new long[1 << 16]);
  }
}

class Cpu {
  public static void main(String[] args) {
    long n = new java.util.Scanner(System.in).nextLong(), x = 1;
    while (n-- > 0) x = x * 16807 % 2147483647;
    System.out.println(x);
  }
}

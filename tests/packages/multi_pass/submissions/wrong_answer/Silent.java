public class Silent {
  public static void main(String[] args) {}
}

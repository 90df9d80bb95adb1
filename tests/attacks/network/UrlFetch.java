// class: network
// tries: connect to a listener of the host, and listen, from Java
// expect: contained
import java.net.ServerSocket;
import java.net.Socket;

public class UrlFetch {
  public static void main(String[] arguments) {
    try (Socket socket = new Socket("127.0.0.1", @PORT@)) {
      System.out.println("ESCAPED: connected");
    } catch (java.io.IOException refused) {
      try (ServerSocket server = new ServerSocket(0)) {
        System.out.println("ESCAPED: listens");
      } catch (java.io.IOException alsoRefused) {
        System.out.println("contained");
      }
    }
  }
}

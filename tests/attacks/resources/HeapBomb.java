// class: memory
// tries: take all memory from Java's heap and outside of it
// expect: MEMORY_LIMIT_EXCEEDED | RUNTIME_ERROR exit 1
// flags: --memory-limit 64MiB --time-limit 20s
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

public class HeapBomb {
  public static void main(String[] arguments) {
    List<Object> kept = new ArrayList<>();
    while (true) {
      kept.add(ByteBuffer.allocateDirect(1 << 20));
      kept.add(new byte[1 << 20]);
    }
  }
}

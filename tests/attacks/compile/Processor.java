// class: compile-time code
// tries: run an annotation processor and static initializers while it is compiled
// expect: contained
// flags: --time-limit 20s
import java.io.File;
import java.util.Set;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.element.TypeElement;

@SupportedAnnotationTypes("*")
public class Processor extends AbstractProcessor {
  static {
    if (new File("/src").exists()) throw new IllegalStateException("ESCAPED: runs in the compiler");
  }

  @Override
  public boolean process(Set<? extends TypeElement> types, RoundEnvironment round) {
    throw new IllegalStateException("ESCAPED: runs in the compiler");
  }

  public static void main(String[] arguments) {
    System.out.println(new File("/src").exists() ? "ESCAPED: sees the source" : "contained");
  }
}

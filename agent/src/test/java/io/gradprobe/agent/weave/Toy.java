package io.gradprobe.agent.weave;

import static net.bytebuddy.matcher.ElementMatchers.named;

import io.gradprobe.SourceCompiler;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** A toy framework, package {@code toy}, and probes for it, package {@code probes}. */
final class Toy implements Framework {
  static final String LOOP =
      """
      package toy;
      public class Loop extends Base implements Named {
        public static final java.util.List<String> SEEN = new java.util.ArrayList<>();
        public int calls;
        public int turn(int n) {
          if (n < 0) throw new IllegalArgumentException("negative");
          return n + 1;
        }
        public long quiet(long n) { return n; }
      }
      """;
  static final String BASE =
      "package toy; public class Base { protected int up; public String own() { return \"base\"; }"
          + " }";
  static final String NAMED =
      "package toy; public interface Named { default String title() { return \"loop\"; } }";

  private static final String TURN_PROBE =
      """
      package probes;
      import net.bytebuddy.asm.Advice;
      public final class TurnProbe {
        @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
        public static String enter(@Advice.This toy.Loop loop, @Advice.Argument(0) int n) {
          if (n == 13) throw new IllegalStateException("unlucky");
          loop.calls++;
          Helper.see("enter " + n + " of " + loop.title() + " on " + loop.own());
          return "token" + n;
        }
        @Advice.OnMethodExit(
            suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
        public static void exit(@Advice.Enter String token, @Advice.Thrown Throwable failure) {
          Helper.see("exit " + token + (failure == null ? "" : " " + failure.getMessage()));
        }
      }
      """;
  private static final String SKIP_PROBE =
      """
      package probes;
      import net.bytebuddy.asm.Advice;
      public final class SkipProbe {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, inline = false)
        public static boolean enter(@Advice.Argument(0) long n) { return n == 7; }
      }
      """;
  private static final String HELPER =
      "package probes; final class Helper { static void see(String what) { toy.Loop.SEEN.add(what);"
          + " } }";

  final Map<String, byte[]> program;
  final Map<String, byte[]> probes;

  /** Compiles it all. */
  Toy(Path folder) throws IOException {
    Map<String, String> sources = new HashMap<>();
    sources.put("toy.Loop", LOOP);
    sources.put("toy.Base", BASE);
    sources.put("toy.Named", NAMED);
    sources.put("probes.TurnProbe", TURN_PROBE);
    sources.put("probes.SkipProbe", SKIP_PROBE);
    sources.put("probes.Helper", HELPER);
    Map<String, byte[]> all = SourceCompiler.compile(folder, sources);
    program = select(all, "toy.");
    probes = select(all, "probes.");
  }

  private static Map<String, byte[]> select(Map<String, byte[]> classes, String prefix) {
    return classes.entrySet().stream()
        .filter(e -> e.getKey().startsWith(prefix))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * What the agent's jar holds: the probes, and of ByteBuddy what the probes' annotations name,
   * without which they are not read.
   */
  Map<String, byte[]> agentClasses() throws IOException {
    Map<String, byte[]> classes = new HashMap<>(probes);
    for (Class<?> type : Advice.class.getClasses()) {
      classes.put(type.getName(), bytesOf(type));
    }
    classes.put(Advice.class.getName(), bytesOf(Advice.class));
    classes.put(Assigner.Typing.class.getName(), bytesOf(Assigner.Typing.class));
    return classes;
  }

  private static byte[] bytesOf(Class<?> type) throws IOException {
    String resource = "/" + type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getResourceAsStream(resource)) {
      return in.readAllBytes();
    }
  }

  /** The program's classes with one of them in another form. */
  Map<String, byte[]> programWith(Path folder, String type, String source) throws IOException {
    Map<String, String> sources = new TreeMap<>();
    sources.put("toy.Loop", LOOP);
    sources.put("toy.Base", BASE);
    sources.put("toy.Named", NAMED);
    sources.put(type, source);
    return SourceCompiler.compile(folder.resolve("other"), sources);
  }

  @Override
  public String name() {
    return "Toy";
  }

  @Override
  public List<ProbePoint> points() {
    return List.of(
        new ProbePoint("toy.Loop", named("turn"), "probes.TurnProbe"),
        new ProbePoint("toy.Loop", named("quiet"), "probes.SkipProbe"));
  }

  @Override
  public String probePackage() {
    return "probes";
  }

  @Override
  public List<String> packages() {
    return List.of("toy.");
  }

  @Override
  public Set<String> probeClasses() {
    return Set.of("probes.TurnProbe", "probes.SkipProbe", "probes.Helper");
  }

  @Override
  public List<String> memberPrefixes() {
    return List.of("toy/");
  }
}

package io.gradprobe.agent.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.MemoryLoader;
import io.gradprobe.SourceCompiler;
import io.gradprobe.agent.TapPlaces;
import io.gradprobe.agent.source.CallSites;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Woven classes do what they did, and leave the number of the line that calls the framework. */
class CallSiteWeaverTest {
  private static final String FRAMEWORK =
      """
      package frame;
      public class Work {
        public final int n;
        public Work(int n) { this.n = n; }
        public static int twice(int n) { return 2 * n; }
        public int plus(int m) { return n + m; }
      }
      """;
  private static final String USER =
      """
      package user;
      import frame.Work;
      public class Loop extends Work {
        public Loop(int n) {
          super(Work.twice(n));
        }
        public static long turn(int n) {
          long sum = 0;
          try {
            for (int i = 0; i < n; i++) {
              sum += new Work(i)
                  .plus(i);
            }
            java.util.function.IntUnaryOperator op = i ->
                Work.twice(i);
            sum += op.applyAsInt(n);
          } finally {
            sum += new Loop(n).n;
          }
          return sum;
        }
      }
      """;
  private static final String OTHER = "package user; public class Other { int n() { return 1; } }";

  @TempDir private static Path folder;
  private static Map<String, byte[]> classes;
  private final CallSiteWeaver weaver =
      new CallSiteWeaver(
          List.of(new Bare("other/"), new Bare("frame/", "twice")), () -> new TapPlaces(List.of()));

  @BeforeAll
  static void prepare() throws Exception {
    DispatcherClass.define(
        OwnInstrumentation.get(folder),
        MethodHandles.empty(DispatcherClass.LINK),
        MethodHandles.empty(DispatcherClass.CALL_LINK));
    classes =
        SourceCompiler.compile(
            folder, Map.of("frame.Work", FRAMEWORK, "user.Loop", USER, "user.Other", OTHER));
  }

  @Test
  void testDoesWhatItDidAndLeavesItsLine() throws Exception {
    MemoryLoader plain = new MemoryLoader(classes);
    MemoryLoader woven = new MemoryLoader(classes);
    byte[] bytes = weaver.weave(plain.bytes("user.Loop"), true);
    assertNotNull(bytes);
    woven.replace("user.Loop", bytes);
    CallSites.current()[0] = 0;
    Object expected = plain.loadClass("user.Loop").getMethod("turn", int.class).invoke(null, 5);
    assertEquals(0, CallSites.current()[0]);
    assertEquals(
        expected, woven.loadClass("user.Loop").getMethod("turn", int.class).invoke(null, 5));
    // The last call of the framework's: the constructor's, in super(...).
    assertEquals("user.Loop.<init>(Loop.java:5)", CallSites.line(CallSites.current()[0]));
    assertEquals("<init>", CallSites.called(CallSites.current()[0]));
  }

  @Test
  void testALambdasLineStandsInTheMethodThatWritesIt() throws Exception {
    weaver.weave(new MemoryLoader(classes).bytes("user.Loop"), true);
    assertTrue(lines().contains("user.Loop.turn(Loop.java:15)"), lines()::toString);
    assertTrue(lines().contains("user.Loop.turn(Loop.java:12)"), lines()::toString);
  }

  private static List<String> lines() {
    int last = CallSites.add("x.Last", "m", null, -1, "none");
    return java.util.stream.IntStream.range(0, last).mapToObj(CallSites::line).toList();
  }

  @Test
  void testAClassThatCallsNothingOfTheFrameworkIsLeftAlone() throws Exception {
    MemoryLoader program = new MemoryLoader(classes);
    assertNull(weaver.weave(program.bytes("user.Other"), true));
    assertFalse(weaver.isWoven(program.loadClass("user.Other"), false));
  }

  @Test
  void testLinesThatNobodyKnowsAreEmpty() {
    assertEquals("", CallSites.line(0));
    assertEquals("", CallSites.line(-1));
    assertEquals("", CallSites.line(Integer.MAX_VALUE));
    int unknown = CallSites.add("a.B", "lambda$c$0", null, -1, "log");
    assertEquals("a.B.c(Unknown Source)", CallSites.line(unknown));
    assertEquals("a.B.c(B.java)", CallSites.line(CallSites.add("a.B", "c", "B.java", -1, "log")));
  }

  @Test
  void testAMethodNearTheLimitGoesWithoutLinesAndTheOthersDoNot() throws Exception {
    StringBuilder source = new StringBuilder("package user; public class Large {\n");
    source.append("public static int small(int n) { return frame.Work.twice(n); }\n");
    source.append("public static int large(int n) { int m = n;\n");
    for (int i = 0; i < 10_000; i++) {
      source.append("m = frame.Work.twice(m);\n");
    }
    source.append("return m; } }");
    Map<String, byte[]> large =
        SourceCompiler.compile(
            folder.resolve("large"),
            Map.of("frame.Work", FRAMEWORK, "user.Large", source.toString()));
    MemoryLoader woven = new MemoryLoader(large);
    woven.replace("user.Large", weaver.weave(woven.bytes("user.Large"), true));
    Class<?> type = woven.loadClass("user.Large");
    CallSites.current()[0] = 0;
    assertEquals(0, type.getMethod("large", int.class).invoke(null, 0));
    assertEquals(0, CallSites.current()[0]);
    assertEquals(6, type.getMethod("small", int.class).invoke(null, 3));
    assertEquals("user.Large.small(Large.java:2)", CallSites.line(CallSites.current()[0]));
  }

  @Test
  void testAMethodThatTheJvmWouldNotCompileAnyMoreGoesWithoutLines() throws Exception {
    StringBuilder source = new StringBuilder("package user; public class Long {\n");
    source.append("public static int near(int n) { int m = n;\n");
    // Five bytes each: 7,500 before, 16,500 after.
    for (int i = 0; i < 1_500; i++) {
      source.append("m = frame.Work.twice(m);\n");
    }
    source.append("return m; } public static int small(int n) { return frame.Work.twice(n); } }");
    Map<String, byte[]> compiled =
        SourceCompiler.compile(
            folder.resolve("long"),
            Map.of("frame.Work", FRAMEWORK, "user.Long", source.toString()));
    MemoryLoader woven = new MemoryLoader(compiled);
    woven.replace("user.Long", weaver.weave(woven.bytes("user.Long"), true));
    Class<?> type = woven.loadClass("user.Long");
    CallSites.current()[0] = 0;
    assertEquals(0, type.getMethod("near", int.class).invoke(null, 0));
    assertEquals(0, CallSites.current()[0]);
    assertEquals(4, type.getMethod("small", int.class).invoke(null, 2));
    assertEquals("user.Long.small(Long.java:1503)", CallSites.line(CallSites.current()[0]));
  }

  @Test
  void testADroppedResultIsTold() throws Exception {
    String source =
        """
        package user;
        import frame.Work;
        public class Drops {
          public static int run(int n) {
            Work.twice(n);
            int m = Work.twice(n);
            new Work(n).plus(m);
            return m;
          }
          public static int keeps(int n) { return Work.twice(n) + new Work(n).plus(1); }
        }
        """;
    MemoryLoader woven =
        new MemoryLoader(
            SourceCompiler.compile(
                folder.resolve("drops"), Map.of("frame.Work", FRAMEWORK, "user.Drops", source)));
    woven.replace("user.Drops", weaver.weave(woven.bytes("user.Drops"), true));
    Class<?> type = woven.loadClass("user.Drops");
    CallSites.current()[1] = 0;
    assertEquals(10, type.getMethod("keeps", int.class).invoke(null, 3));
    assertEquals(0, CallSites.current()[1]);
    assertEquals(6, type.getMethod("run", int.class).invoke(null, 3));
    assertEquals("user.Drops.run(Drops.java:5)", CallSites.line(CallSites.current()[1]));
    assertEquals("twice", CallSites.called(CallSites.current()[1]));
  }

  @Test
  void testAReferenceAndTheCallOfAFunctionLeaveLines() throws Exception {
    String source =
        """
        package user;
        import java.util.function.IntUnaryOperator;
        import java.util.function.Function;
        public class Refers {
          static Function<Integer, Integer> f;
          public static void make() {
            f = frame.Work::twice;
          }
          public static int call() {
            return f.apply(3);
          }
        }
        """;
    MemoryLoader woven =
        new MemoryLoader(
            SourceCompiler.compile(
                folder.resolve("refers"), Map.of("frame.Work", FRAMEWORK, "user.Refers", source)));
    woven.replace("user.Refers", weaver.weave(woven.bytes("user.Refers"), true));
    Class<?> type = woven.loadClass("user.Refers");
    type.getMethod("make").invoke(null);
    assertEquals("user.Refers.make(Refers.java:7)", CallSites.line(CallSites.current()[0]));
    assertEquals("twice", CallSites.called(CallSites.current()[0]));
    assertTrue(CallSites.isReference(CallSites.current()[0]));
    assertEquals(6, type.getMethod("call").invoke(null));
    assertEquals("user.Refers.call(Refers.java:10)", CallSites.line(CallSites.current()[0]));
    assertEquals("apply", CallSites.called(CallSites.current()[0]));
    assertFalse(CallSites.isReference(CallSites.current()[0]));
  }

  @Test
  void testPlacesOfTheSourceAreTappedWhereTheFrameworkHasATap() throws Exception {
    Map<String, byte[]> program =
        SourceCompiler.compile(
            folder.resolve("tapped"),
            Map.of(
                "frame.Work",
                FRAMEWORK,
                "frame.Box",
                "package frame; public class Box { public Box next() { return new Box(); } }",
                "user.Boxes",
                """
                package user;
                public class Boxes {
                  frame.Box two(frame.Box box) {
                    return box.next()
                        .next();
                  }
                  Object none() { return two(new frame.Box()); }
                }
                """));
    byte[] bytes = new MemoryLoader(program).bytes("user.Boxes");
    assertEquals(List.of(), taps(bytes));
    assertEquals(List.of("two"), taps(bytes, "user.Boxes.two"));
    assertEquals(List.of("two"), taps(bytes, "Boxes.java:5"));
    assertEquals(List.of("two", "two"), taps(bytes, "Boxes.java:4", "*.two", "x.java:5"));
    assertEquals(List.of(), taps(bytes, "Boxes.java:7", "user.Boxes.none", "Boxes.java:99"));
  }

  /** The methods with taps, one name for each tap. */
  private static List<String> taps(byte[] bytes, String... places) {
    Framework boxes =
        new LikeFramework(new Bare("frame/")) {
          @Override
          public Tap tap() {
            return new Tap("probes.BoxTap", Set.of("Lframe/Box;"));
          }
        };
    TapPlaces wanted = new TapPlaces(List.of(places));
    byte[] woven = new CallSiteWeaver(List.of(boxes), () -> wanted).weave(bytes, true);
    List<String> found = new ArrayList<>();
    new ClassReader(woven)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String type, String signature, String[] thrown) {
                return new MethodVisitor(Opcodes.ASM9) {
                  @Override
                  public void visitInvokeDynamicInsn(
                      String tap, String descriptor, Handle bootstrap, Object... arguments) {
                    assertEquals("tap(Lframe/Box;I)Lframe/Box;", tap + descriptor);
                    assertEquals(List.of("probes.BoxTap"), List.of(arguments));
                    found.add(name);
                  }
                };
              }
            },
            0);
    return found;
  }
}

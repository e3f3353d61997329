package io.gradprobe.agent.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.MemoryLoader;
import io.gradprobe.SourceCompiler;
import io.gradprobe.agent.source.CallSites;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  private final CallSiteWeaver weaver = new CallSiteWeaver("frame/");

  @BeforeAll
  static void prepare() throws Exception {
    DispatcherClass.define(
        OwnInstrumentation.get(folder), MethodHandles.empty(DispatcherClass.LINK));
    classes =
        SourceCompiler.compile(
            folder, Map.of("frame.Work", FRAMEWORK, "user.Loop", USER, "user.Other", OTHER));
  }

  @Test
  void testDoesWhatItDidAndLeavesItsLine() throws Exception {
    MemoryLoader plain = new MemoryLoader(classes);
    MemoryLoader woven = new MemoryLoader(classes);
    byte[] bytes = weaver.weave(plain.bytes("user.Loop"));
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
    weaver.weave(new MemoryLoader(classes).bytes("user.Loop"));
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
    assertNull(weaver.weave(program.bytes("user.Other")));
    assertFalse(weaver.isWoven(program.loadClass("user.Other")));
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
}

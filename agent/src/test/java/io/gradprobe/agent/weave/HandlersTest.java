package io.gradprobe.agent.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.gradprobe.MemoryLoader;
import io.gradprobe.SourceCompiler;
import io.gradprobe.agent.TapPlaces;
import io.gradprobe.agent.source.Handlers;
import io.gradprobe.agent.source.Training;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs of every shape run woven; what their handlers catch leaves batches out, or does not. */
class HandlersTest {
  private static final List<String> LEFT_OUT = new ArrayList<>();
  private static final String WORK =
      """
      package frame;
      public class Work {
        public static void backward() {}
        public static void fit() {}
      }
      """;

  @TempDir private Path folder;

  @BeforeEach
  void define() throws Exception {
    LEFT_OUT.clear();
    MethodHandle linker =
        MethodHandles.lookup()
            .findStatic(HandlersTest.class, "link", DispatcherClass.LINK)
            .asType(DispatcherClass.LINK);
    DispatcherClass.define(
        OwnInstrumentation.get(folder), linker, MethodHandles.empty(DispatcherClass.CALL_LINK));
  }

  @SuppressWarnings("unused") // by define()
  static java.lang.invoke.CallSite link(
      MethodHandles.Lookup caller, String name, MethodType type, String probe) throws Exception {
    assertEquals("caught probes.Catch", name + " " + probe);
    return new ConstantCallSite(
        MethodHandles.lookup().findStatic(HandlersTest.class, "caught", type));
  }

  @SuppressWarnings("unused") // by link()
  static void caught(Throwable failure, int site) {
    if (Handlers.skipsBatch(site, failure)) {
      LEFT_OUT.add(failure.getMessage());
    }
  }

  /** Runs a method's body, of whose ten batches some fail, and tells which were left out. */
  private List<String> leftOut(String body) throws Exception {
    String source =
        """
        package user;
        import frame.Work;
        public class Main {
          static int at;
          static int row(int n) throws java.io.IOException {
            at = n;
            if (n % 4 == 3) { throw new java.io.IOException("row " + n); }
            return n;
          }
          static void learn(int n) { at = n; Work.backward(); }
          static void epoch() throws java.io.IOException {
            for (int i = 0; i < 10; i++) { learn(row(i)); }
          }
          static void log(Exception e) {}
          public static void run() throws Exception {
        """
            + body
            + "\n}}";
    Map<String, byte[]> classes =
        SourceCompiler.compile(
            folder.resolve(Integer.toString(body.hashCode())),
            Map.of("frame.Work", WORK, "user.Main", source));
    MemoryLoader woven = new MemoryLoader(classes);
    byte[] bytes =
        new CallSiteWeaver(List.of(new Trains()), () -> new TapPlaces(List.of()))
            .weave(woven.bytes("user.Main"), true);
    assertNotNull(bytes);
    woven.replace("user.Main", bytes);
    woven.loadClass("user.Main").getMethod("run").invoke(null);
    return LEFT_OUT;
  }

  private static final List<String> BOTH = List.of("row 3", "row 7");

  @Test
  void aCatchAroundTheWholeBody() throws Exception {
    assertEquals(
        BOTH,
        leftOut(
            """
            for (int i = 0; i < 10; i++) {
              try {
                int row = row(i);
                Work.backward();
              } catch (java.io.IOException e) {
                log(e);
              }
            }
            """));
  }

  @Test
  void aCatchThatGoesOnWithTheNext() throws Exception {
    assertEquals(
        BOTH,
        leftOut(
            """
            int i = 0;
            while (i < 10) {
              int row;
              try {
                row = row(i++);
              } catch (java.io.IOException | IllegalStateException e) {
                continue;
              }
              if (row == 5) { continue; }
              learn(row);
            }
            """));
  }

  @Test
  void aBatchOfSeveralBackwards() throws Exception {
    assertEquals(
        BOTH,
        leftOut(
            """
            for (int i = 0; i < 10; i++) {
              int row = 0;
              try { row = row(i); } catch (Exception e) { continue; }
              for (int k = 0; k < 2; k++) { learn(row); }
            }
            """));
  }

  @Test
  void aMethodForOneBatchAndALambda() throws Exception {
    assertEquals(
        BOTH,
        leftOut(
            """
            java.util.stream.IntStream.range(0, 10).forEach(i -> {
              try {
                learn(
                    row(i));
              } catch (java.io.IOException e) {
                log(e);
              }
            });
            """));
  }

  @Test
  void tryWithResourcesThrowsOnAndTheOuterCatchCounts() throws Exception {
    assertEquals(
        BOTH,
        leftOut(
            """
            for (int i = 0; i < 10; i++) {
              try (java.io.StringReader r = new java.io.StringReader("")) {
                learn(row(i));
              } catch (java.io.IOException e) {
                log(e);
              } finally {
                at = -1;
              }
            }
            """));
  }

  @Test
  void whatEndsTheLoopLeavesNothingOut() throws Exception {
    assertEquals(
        List.of(),
        leftOut(
            """
            for (int n = 0; n < 3; n++) {
              for (int i = 0; i < 10; i++) {
                try { learn(row(i)); } catch (java.io.IOException e) { break; }
              }
            }
            """));
    assertEquals(
        List.of(),
        leftOut(
            """
            for (int n = 0; n < 3; n++) {
              try {
                for (int i = 0; i < 10; i++) { learn(row(i)); }
              } catch (java.io.IOException e) {
                log(e);
              }
            }
            """));
    assertEquals(
        List.of(),
        leftOut(
            """
            for (int n = 0; n < 3; n++) {
              try { epoch(); } catch (java.io.IOException e) { log(e); }
            }
            """));
    assertEquals(
        List.of(),
        leftOut(
            """
            for (int n = 0; n < 3; n++) {
              try { row(3); Work.fit(); } catch (java.io.IOException e) { log(e); }
            }
            """));
  }

  @Test
  void aSecondTryLeavesNothingOut() throws Exception {
    assertEquals(
        List.of(),
        leftOut(
            """
            boolean again = false;
            for (int i = 0; i < 10; i++) {
              try {
                learn(again ? i : row(i));
                again = false;
              } catch (java.io.IOException e) {
                again = true;
                i--;
              }
            }
            """));
    assertEquals(
        List.of(),
        leftOut(
            """
            for (int i = 0; i < 10; i++) {
              for (int k = 0; ; k++) {
                try { row(i + k); break; } catch (java.io.IOException e) { log(e); }
              }
              learn(i);
            }
            """));
  }

  @Test
  void aDefaultLeavesNothingOut() throws Exception {
    assertEquals(
        List.of(),
        leftOut(
            """
            for (int i = 0; i < 10; i++) {
              int row;
              try { row = row(i); } catch (java.io.IOException e) { row = 0; }
              learn(row);
            }
            """));
  }

  @Test
  void whatFailsBehindBackwardLeavesNothingOut() throws Exception {
    assertEquals(
        List.of(),
        leftOut(
            """
            for (int i = 0; i < 10; i++) {
              learn(i);
              try { row(i); } catch (java.io.IOException e) { log(e); }
            }
            """));
    assertEquals(
        List.of(),
        leftOut(
            """
            for (int i = 0; i < 10; i++) {
              try {
                learn(i);
                row(i);
              } catch (java.io.IOException e) {
                log(e);
              }
            }
            """));
  }

  @Test
  void aLoopThatDoesNotTrainLeavesNothingOut() throws Exception {
    assertEquals(
        List.of(),
        leftOut(
            """
            for (int i = 0; i < 10; i++) {
              try { row(i); } catch (java.io.IOException e) { log(e); }
            }
            learn(1);
            """));
  }

  @Test
  void whatIsThrownOnLeavesNothingOut() throws Exception {
    assertEquals(
        List.of(),
        leftOut(
            """
            try {
              for (int i = 0; i < 10; i++) {
                try {
                  learn(row(i));
                } catch (java.io.IOException e) {
                  throw new IllegalStateException(e);
                }
              }
            } catch (IllegalStateException e) {
              log(e);
            }
            """));
  }

  /** A framework with one method for a batch and one for all. */
  private static final class Trains extends LikeFramework {
    Trains() {
      super(new Bare("frame/"));
    }

    @Override
    public Training training(String owner, String method) {
      return method.equals("backward")
          ? Training.ONCE
          : method.equals("fit") ? Training.LOOPS : Training.NONE;
    }

    @Override
    public String catchProbe() {
      return "probes.Catch";
    }
  }
}

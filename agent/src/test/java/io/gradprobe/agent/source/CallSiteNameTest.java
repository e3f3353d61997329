package io.gradprobe.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.MemoryLoader;
import io.gradprobe.SourceCompiler;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test compiles a user's class; the line marked {@code // here} makes the call. */
class CallSiteNameTest {
  /** Names are remembered by place, so each test's class has its own. */
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static final List<String> TYPE = List.of("Luser/Array;");
  private static final String ARRAY =
      "package user; public class Array { public Array inner; public static Array make() { return"
          + " new Array(); } public void setRequiresGradient(boolean required) {}"
          + " public Array recorded() { return this; } }";

  @TempDir private Path folder;
  private ClassLoader before;
  private String location;

  @BeforeEach
  void remember() {
    before = Thread.currentThread().getContextClassLoader();
  }

  @AfterEach
  void restore() {
    Thread.currentThread().setContextClassLoader(before);
  }

  private void compile(String debug, String method, String members) throws Exception {
    String name = "Loop" + NUMBER.incrementAndGet();
    String source =
        "package user;\nimport java.util.*;\npublic class " + name + " {\n" + members + "\n}\n";
    Map<String, byte[]> classes =
        SourceCompiler.compile(folder, Map.of("user." + name, source, "user.Array", ARRAY), debug);
    Thread.currentThread().setContextClassLoader(new MemoryLoader(classes));
    int line = 1 + (int) source.substring(0, source.indexOf("// here")).lines().count() - 1;
    location = "user." + name + "." + method + "(" + name + ".java:" + line + ")";
  }

  private String receiver(String members) throws Exception {
    compile("-g", "train", members);
    return receiver();
  }

  /** The only receiver at the place. */
  private String receiver() {
    List<String> receivers = CallSiteName.receivers(location);
    assertEquals(1, receivers.size(), receivers::toString);
    return receivers.get(0);
  }

  private String fileAndLine() {
    return location.substring(location.indexOf('(') + 1, location.length() - 1);
  }

  @Test
  void testLocalVariable() throws Exception {
    assertEquals(
        "w",
        receiver(
            """
            static void train() {
              Array v = Array.make();
              Array w = Array.make();
              w.setRequiresGradient(true); // here
              v.setRequiresGradient(true);
            }
            """));
  }

  @Test
  void testParameterOfTheMethod() throws Exception {
    assertEquals(
        "weights",
        receiver(
            "void train(int n, Array weights) {\nweights.setRequiresGradient(true); // here\n}"));
  }

  @Test
  void testField() throws Exception {
    assertEquals(
        "w1", receiver("Array w1;\nvoid train() {\nw1.setRequiresGradient(true); // here\n}"));
  }

  @Test
  void testStaticField() throws Exception {
    assertEquals(
        "W1",
        receiver(
            "static Array W1;\nstatic void train() {\nW1.setRequiresGradient(true); // here\n}"));
  }

  @Test
  void testFieldOfAnotherObject() throws Exception {
    assertEquals(
        "inner",
        receiver("void train(Array net) {\nnet.inner.setRequiresGradient(true); // here\n}"));
  }

  @Test
  void testCallThatGoesOverTwoLines() throws Exception {
    assertEquals(
        "inner",
        receiver("void train(Array net) {\nnet.inner\n.setRequiresGradient(true); // here\n}"));
  }

  @Test
  void testLoopVariable() throws Exception {
    String loop =
        """
        static void train() {
          Array w = Array.make();
          Array b = Array.make();
          for (Array p : List.of(w, b)) {
            p.setRequiresGradient(true); // here
          }
          Array later = Array.make();
        }
        """;
    assertEquals("p", receiver(loop));
    assertEquals(List.of("w", "b", "p"), CallSiteName.variablesBefore(location, TYPE));
  }

  @Test
  void testVariablesOfOtherTypesAndOtherMethodsAreNotCounted() throws Exception {
    receiver(
        """
        static void other(Array x) {
          Array y = x;
        }
        static void train(Array given, String name) {
          int n = 3;
          Array w = Array.make();
          w.setRequiresGradient(true); // here
        }
        """);
    assertEquals(List.of("given", "w"), CallSiteName.variablesBefore(location, TYPE));
  }

  @Test
  void testElementOfAnArray() throws Exception {
    assertEquals(
        "layers",
        receiver(
            """
            void train(Array[] layers) {
              for (int i = 0; i < layers.length; i++) {
                layers[i].setRequiresGradient(true); // here
              }
            }
            """));
  }

  @Test
  void testElementOfAList() throws Exception {
    assertEquals(
        "params",
        receiver(
            "List<Array> params;\nvoid train(int i) {\nparams.get(i).setRequiresGradient(true); //"
                + " here\n}"));
  }

  @Test
  void testSeveralCallsOnOneLine() throws Exception {
    compile(
        "-g",
        "train",
        "Array b;\nvoid train(Array w) {\nw.setRequiresGradient(true);"
            + " this.b.setRequiresGradient(true); // here\n}");
    assertEquals(List.of("w", "b"), CallSiteName.receivers(location));
  }

  @Test
  void testWhatTakesTheResultOfACallNamesIt() throws Exception {
    compile(
        "-g",
        "train",
        "Array b;\nvoid train() {\nArray w = Array.make().recorded(); b = w.recorded();"
            + " b.recorded(); // here\n}");
    assertEquals(List.of("w", "b", "b"), CallSiteName.receivers(location, "recorded"));
  }

  @Test
  void testLambda() throws Exception {
    String members =
        """
        void train(List<Array> params) {
          params.forEach(p -> {
            p.setRequiresGradient(true); // here
          });
        }
        """;
    assertEquals("p", receiver(members));
  }

  @Test
  void testVariablesThatShareASlot() throws Exception {
    assertEquals(
        "second",
        receiver(
            """
            static void train() {
              {
                Array first = Array.make();
                first.setRequiresGradient(true);
              }
              {
                Array second = Array.make();
                second.setRequiresGradient(true); // here
              }
              {
                Array third = Array.make();
                third.setRequiresGradient(true);
              }
            }
            """));
  }

  @Test
  void testArgumentThatIsAVariable() throws Exception {
    assertEquals(
        "w",
        receiver(
            "static void train(Array w, boolean on) {\nw.setRequiresGradient(on); // here\n}"));
  }

  @Test
  void testArgumentThatIsAField() throws Exception {
    assertEquals(
        "w",
        receiver("boolean on;\nvoid train(Array w) {\nw.setRequiresGradient(this.on); // here\n}"));
  }

  @Test
  void testLinesOnlyGiveFileAndLine() throws Exception {
    compile(
        "-g:source,lines",
        "train",
        "static void train() {\nArray w = Array.make();\n"
            + "w.setRequiresGradient(true); // here\n}");
    assertEquals(fileAndLine(), receiver());
    assertEquals(List.of(), CallSiteName.variablesBefore(location, TYPE));
  }

  @Test
  void testFieldIsNamedWithoutVariableTables() throws Exception {
    compile(
        "-g:source,lines",
        "train",
        "Array w1;\nvoid train() {\nw1.setRequiresGradient(true); // here\n}");
    assertEquals("w1", receiver());
  }

  @Test
  void testNoDebugInformationGivesThePlaceAsItIs() throws Exception {
    compile(
        "-g:none",
        "train",
        "static void train(Array w) {\nw.setRequiresGradient(true); // here\n}");
    String bare = location.substring(0, location.indexOf('(')) + "(Unknown Source)";
    assertEquals(List.of("Unknown Source"), CallSiteName.receivers(bare));
    assertEquals(List.of(), CallSiteName.variablesBefore(bare, TYPE));
  }

  @Test
  void testClassThatCannotBeFoundGivesFileAndLine() {
    assertEquals(List.of("Gone.java:7"), CallSiteName.receivers("nowhere.Gone.train(Gone.java:7)"));
    assertEquals(List.of(), CallSiteName.variablesBefore("nowhere.Gone.train(Gone.java:7)", TYPE));
  }
}

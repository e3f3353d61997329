package io.gradprobe.agent.custom.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.SourceCompiler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the classes say to a binding file. */
class BindingCheckTest {
  private static Map<String, byte[]> classes;
  private static Map<String, byte[]> bare;

  @BeforeAll
  static void compile(@TempDir Path folder) throws IOException {
    Map<String, String> sources =
        Map.of(
            "my.Net",
            """
            package my;
            import java.util.List;
            public class Net extends Base {
              double[][] weights; double[][] dw; int count; String label;
              List<Double> boxed; Store store = new Store(); static float bias;
              double[] grad() { return null; }
              double[] row(int i) { return weights[i]; }
              void backward(double[] d) {}
              void backward(double[] d, int n) {}
              void step(double rate) {}
              static class Store { float[] data; float[] grad; }
              static void run() { double w = 1; double b = 2; System.out.println(w + b); }
            }
            """,
            "my.Base",
            "package my; public class Base { protected double[] shared; void zero() {} }",
            "Plain",
            "public class Plain { static double w; static double dw; }");
    classes = SourceCompiler.compile(folder.resolve("g"), sources);
    bare = SourceCompiler.compile(folder.resolve("bare"), sources, "-g:none");
  }

  private static BindingCheck.Result check(Map<String, byte[]> classes, String text) {
    return BindingCheck.check(
        BindingFile.parse("b", text.getBytes(StandardCharsets.UTF_8)),
        name -> classes.get(name.replace('/', '.')),
        classes.keySet());
  }

  private static void assertProblem(String problem, String text) {
    BindingCheck.Result result = check(classes, text);
    assertEquals(List.of(problem), result.problems().stream().map(Problem::toString).toList());
    assertEquals(List.of(), result.bindings());
  }

  private static Binding good(String text) {
    BindingCheck.Result result = check(classes, text);
    assertEquals(List.of(), result.problems());
    return result.bindings().get(0);
  }

  @Test
  void testFieldsAccessorsPathsAndMethods() {
    Binding binding =
        good(
            """
            [net]
            value = my.Net.weights, my.Net.store -> data, my.Net.shared, my.Net.boxed
            gradient = my.Net.dw, my.Net.store -> my.Net$Store.grad, my.Net.grad(), none
            accumulation = adds, overwrites, unknown, unknown
            backward = my.Net.backward(double[])
            step = my.Net.step
            """);
    assertEquals("net", binding.name());
    assertEquals(
        List.of(
            MemberRef.field("my.Net", "store", "Lmy/Net$Store;"),
            MemberRef.field("my.Net$Store", "data", "[F")),
        binding.slots().get(1).value());
    assertEquals(
        List.of(MemberRef.field("my.Base", "shared", "[D")), binding.slots().get(2).value());
    assertEquals(
        List.of(MemberRef.method("my.Net", "grad", "()[D")), binding.slots().get(2).gradient());
    assertEquals(List.of(), binding.slots().get(3).gradient());
    assertEquals(Accumulation.OVERWRITES, binding.slots().get(1).accumulation());
    assertEquals(
        Map.of(
            Role.BACKWARD, List.of(MemberRef.method("my.Net", "backward", "([D)V")),
            Role.STEP, List.of(MemberRef.method("my.Net", "step", "(D)V"))),
        binding.calls());
  }

  @Test
  void testWrittenSectionReadsBack() {
    Binding binding =
        good(
            """
            [net]
            parameters = my.Net.weights
            value = my.Net.weights, my.Net.store -> data, my.Net.boxed, my.Net.run():w
            gradient = my.Net.dw, my.Net.store -> grad, none, my.Net.run():b
            accumulation = adds, overwrites, unknown, unknown
            backward = my.Net.backward(double[]), my.Net.backward(double[], int)
            zero-grad = my.Net.zero()
            """);
    String text = BindingWriter.section(binding, List.of("why"));
    assertTrue(text.startsWith("# why\n[net]\n"), text);
    assertTrue(text.lines().allMatch(line -> line.length() <= 120), text);
    assertEquals(binding, good(text));
  }

  @Test
  void testDefaultPackageAndNestedClassWithDots() {
    assertEquals(
        List.of(MemberRef.field("Plain", "w", "D")),
        good("value = Plain.w\ngradient = Plain.dw\n").slots().get(0).value());
    assertEquals(
        "my.Net$Store", good("value = my.Net.Store.data\n").slots().get(0).value().get(0).owner());
  }

  @Test
  void testLocalVariables() {
    Slot slot = good("value = my.Net.run():w\ngradient = my.Net.run():b@2\n").slots().get(0);
    assertEquals(0, slot.value().get(0).localSlot());
    assertEquals("run", slot.gradient().get(0).localMethod());
    assertEquals("()V", slot.gradient().get(0).localMethodDescriptor());
    assertEquals(2, slot.gradient().get(0).localSlot());
    assertProblem(
        "b:1: no variable 'v' in my.Net.run(); did you mean 'w'?", "value = my.Net.run():v\n");
  }

  @Test
  void testClassesWithoutDebugInformation() {
    BindingCheck.Result result = check(bare, "value = my.Net.run():w\n");
    assertEquals(
        "b:1: my.Net has no debug information, so run has no variable names: write the variable's"
            + " slot, as in :@3",
        result.problems().get(0).toString());
    Binding binding = check(bare, "value = my.Net.run():@0\n").bindings().get(0);
    assertEquals(0, binding.slots().get(0).value().get(0).localSlot());
    assertEquals(1, check(bare, "value = my.Net.weights\n").bindings().size());
  }

  @Test
  void testMissingClassAndMembers() {
    assertProblem("b:1: no class my.Nte; did you mean my.Net?", "value = my.Nte.weights\n");
    assertProblem(
        "b:1: no member 'weight' in my.Net; did you mean my.Net.weights, my.Net.bias,"
            + " my.Net.count?",
        "value = my.Net.weight\n");
    assertProblem(
        "b:2: no method 'my.Net.step(int)'; there is my.Net.step(double)",
        "value = my.Net.weights\nstep = my.Net.step(int)\n");
  }

  @Test
  void testAmbiguousMember() {
    assertProblem(
        "b:2: 'my.Net.backward' is ambiguous: my.Net.backward(double[]) or"
            + " my.Net.backward(double[], int)",
        "value = my.Net.weights\nbackward = my.Net.backward\n");
  }

  @Test
  void testMembersThatCannotPlayTheRole() {
    assertProblem(
        "b:1: 'my.Net.count' is of type int, which holds no double or float numbers",
        "value = my.Net.count\n");
    assertProblem(
        "b:1: 'my.Net.label' is of type java.lang.String, which holds no double or float numbers",
        "value = my.Net.label\n");
    assertProblem(
        "b:2: 'my.Net.dw' is a field; 'backward' takes a method",
        "value = my.Net.weights\nbackward = my.Net.dw\n");
    assertProblem(
        "b:1: 'my.Net.row(int)' takes arguments; an accessor takes none",
        "value = my.Net.row(int)\n");
    assertProblem(
        "b:1: 'data' needs its class: what stands before '->' yields no object of a known class",
        "value = my.Net.weights -> data\n");
    assertProblem(
        "b:1: 'my.Net.count' yields int, not parameters",
        "parameters = my.Net.count\nvalue = my.Net.weights\n");
  }

  @Test
  void testProblemsOfFileAndClassesTogether() {
    assertEquals(
        List.of(2, 3),
        check(classes, "value = my.Net.weights\nbackward = my.Net.bakward\nsteps = my.Net.step\n")
            .problems()
            .stream()
            .map(Problem::line)
            .toList());
  }
}

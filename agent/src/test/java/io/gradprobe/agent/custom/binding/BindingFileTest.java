package io.gradprobe.agent.custom.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a binding file tells without the classes. */
class BindingFileTest {

  private static List<String> problems(String text) {
    return problems(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> problems(byte[] content) {
    return BindingFile.parse("b", content).problems().stream().map(Problem::toString).toList();
  }

  private static void assertProblem(String problem, String text) {
    assertEquals(List.of(problem), problems(text));
  }

  @Test
  void testGoodFile() {
    String text =
        """
        # A comment
        value = my.Net.w, my.Net.b   # and one behind
        gradient = my.Net.dw,
            my.Net.db
        [two]
        value = my.Net.run(double[], int):w@3
        """;
    BindingFile file = BindingFile.parse("b", text.getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of(), file.problems());
    assertEquals(Set.of("my.Net"), file.classes());
    assertEquals(List.of("autograd", "two"), file.sections().stream().map(s -> s.name).toList());
    assertEquals(2, file.sections().get(0).of(Role.GRADIENT).size());
    Item local = file.sections().get(1).of(Role.VALUE).get(0);
    assertEquals(List.of("double[]", "int"), local.path().get(0).types());
    assertEquals(3, local.path().get(0).slot());
  }

  @Test
  void testByteOrderMarkAndWindowsLines() {
    assertEquals(List.of(), problems("\ufeffvalue = my.Net.w\r\n"));
  }

  @Test
  void testAllProblemsAtOnceInOrderOfLines() {
    assertEquals(
        List.of(
            "b:1: unknown role 'gradients'; did you mean 'gradient'? Roles are parameters, value,"
                + " gradient, forward, loss, backward, zero-grad, clip, step, train-mode,"
                + " eval-mode",
            "b:3: 'value' stands already at line 2; join them",
            "b:4: 'step step' is neither 'role = member, member' nor '[name]'",
            "b:5: '[x' is no section; write [name]"),
        problems("gradients = a.B.g\nvalue = a.B.v\nvalue = a.B.w\nstep step\n[x\nstep = a.B.s\n"));
  }

  @Test
  void testUnknownRoleInAnotherSpelling() {
    List<String> problems = problems("value = a.B.v\nZERO_GRAD = a.B.z()\n");
    assertEquals(1, problems.size());
    assertEquals(
        "b:2: unknown role 'ZERO_GRAD'; did you mean 'zero-grad'?",
        problems.get(0).substring(0, problems.get(0).indexOf(" Roles")));
  }

  @Test
  void testEmptyFile() {
    assertProblem("b:1: is empty: it names no role", "");
    assertProblem("b:1: is empty: it names no role", "# nothing\n\n");
  }

  @Test
  void testEncodings() {
    assertEquals(
        List.of("b:1: is not UTF-8 but UTF-16 or binary; save it as UTF-8"),
        problems("value = a.B.v\n".getBytes(StandardCharsets.UTF_16)));
    assertEquals(
        List.of("b:2: holds bytes that are not UTF-8; save the file as UTF-8"),
        problems("value = a.B.v\n# gr\u00f6\u00dfe\n".getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void testMembersThatAreNone() {
    assertProblem("b:1: 'w' names no class; write package.Class.name", "value = w\n");
    assertProblem("b:1: 'a.B.v(int' lacks a closing ')'", "value = a.B.v(int\n");
    assertProblem("b:1: 'a..v' is no member; write package.Class.name", "value = a..v\n");
    assertProblem(
        "b:1: 'a.B.m():v@x' names no slot after '@': a number from 0 to 65535",
        "value = a.B.m():v@x\n");
    assertProblem("b:1: 'a.B.m():' names no variable after ':'", "value = a.B.m():\n");
    assertProblem("b:1: 'value' names no member", "value =\n");
  }

  @Test
  void testGradientWithoutValue() {
    assertProblem(
        "b:1: 'gradient' without 'value': name the value that each gradient belongs to",
        "gradient = a.B.g\n");
    assertProblem("b:1: [n] names no 'value'", "[n]\nstep = a.B.s()\n");
  }

  @Test
  void testCounts() {
    assertProblem(
        "b:2: 2 values but 1 gradient: they belong together in their order; write 'none' for a"
            + " value whose gradient is not stored",
        "value = a.B.v, a.B.w\ngradient = a.B.g\n");
    assertEquals(List.of(), problems("value = a.B.v, a.B.w\ngradient = a.B.g, none\n"));
    assertProblem(
        "b:2: 'accumulation' takes one word for all or one for each of the 1 value",
        "value = a.B.v\naccumulation = adds, overwrites\n");
    assertProblem(
        "b:2: 'sums' is no accumulation: adds, overwrites or unknown",
        "value = a.B.v\naccumulation = sums\n");
  }

  @Test
  void testOneMemberAsValueAndGradient() {
    assertProblem(
        "b:2: 'a.B.v' is a gradient here and a value at line 1",
        "value = a.B.v\ngradient = a.B.v\n");
    assertProblem(
        "b:5: 'a.B.v' is a gradient here and a value at line 2",
        "[x]\nvalue = a.B.v\n[y]\nvalue = a.B.w\ngradient = a.B.v\n");
  }

  @Test
  void testCircles() {
    assertProblem(
        "b:2: 'a.B.g -> a.B.h -> a.B.g' is a circle: it comes back to a.B.g",
        "value = a.B.v\ngradient = a.B.g -> a.B.h -> a.B.g\n");
    assertProblem(
        "b:2: 'a.B.v -> g' and 'a.B.v' lie within each other; end each path where its numbers are",
        "value = a.B.v\ngradient = a.B.v -> g\n");
  }

  @Test
  void testContradictoryCalls() {
    assertProblem(
        "b:3: 'a.B.f()' can't be both forward and backward",
        "value = a.B.v\nforward = a.B.f()\nbackward = a.B.f()\n");
    assertProblem(
        "b:3: 'a.B.f()' can't be both backward and zero-grad; where backward clears the gradients"
            + " itself, write 'accumulation = overwrites'",
        "value = a.B.v\nbackward = a.B.f()\nzero-grad = a.B.f()\n");
    assertEquals(
        List.of(),
        problems("value = a.B.v\ntrain-mode = a.B.mode(boolean)\neval-mode = a.B.mode(boolean)\n"));
    assertEquals(
        List.of(), problems("value = a.B.v\nstep = a.B.learn()\nbackward = a.B.learn()\n"));
  }

  @Test
  void testRepeats() {
    assertProblem("b:1: 'a.B.v' stands twice in 'value'", "value = a.B.v, a.B.v\n");
    assertProblem(
        "b:3: section [x] stands already at line 1", "[x]\nvalue = a.B.v\n[x]\nvalue = a.B.w\n");
  }
}

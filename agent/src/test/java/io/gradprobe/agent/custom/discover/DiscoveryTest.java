package io.gradprobe.agent.custom.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.SourceCompiler;
import io.gradprobe.agent.custom.binding.Binding;
import io.gradprobe.agent.custom.binding.BindingCheck;
import io.gradprobe.agent.custom.binding.BindingFile;
import io.gradprobe.agent.custom.binding.BindingWriter;
import io.gradprobe.agent.custom.binding.GradientWrite;
import io.gradprobe.agent.custom.binding.Update;
import io.gradprobe.agent.custom.shapes.AdamOptimizer;
import io.gradprobe.agent.custom.shapes.BoxedLists;
import io.gradprobe.agent.custom.shapes.HelperMethods;
import io.gradprobe.agent.custom.shapes.InPlaceNeurons;
import io.gradprobe.agent.custom.shapes.Matrices;
import io.gradprobe.agent.custom.shapes.NotTraining;
import io.gradprobe.agent.custom.shapes.Records;
import io.gradprobe.agent.custom.shapes.ScalarGraph;
import io.gradprobe.agent.custom.shapes.StaticFields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What discovery finds in small programs. */
class DiscoveryTest {
  private static final String PACKAGE = "io.gradprobe.agent.custom.shapes.";

  private static Found only(ClassSource source) {
    List<Found> found = Discovery.find(source);
    assertEquals(1, found.size(), () -> text(found));
    return found.get(0);
  }

  private static String text(List<Found> found) {
    return found.stream().map(DiscoveryTest::text).collect(Collectors.joining("\n"));
  }

  // The section without comments and without the fixtures' package.
  private static String text(Found found) {
    return BindingWriter.section(found.binding(), List.of())
        .replace(PACKAGE, "")
        .replace(",\n    ", ", ")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static void assertCertain(Class<?> program, String section) {
    Found found = only(MapSource.of(program));
    assertEquals(section, text(found));
    assertEquals(Sureness.CERTAIN, found.sureness(), () -> found.reasons().toString());
    assertTrue(found.reasons().size() >= 4, () -> found.reasons().toString());
    String last = found.reasons().get(found.reasons().size() - 1);
    assertTrue(last.matches("updated in .*, line \\d+"), last);
  }

  @Test
  void testScalarGraphWithSettersAndRecursiveBackward() {
    assertCertain(
        ScalarGraph.class,
        """
        [Num]
        parameters = ScalarGraph$Line.all()
        value = ScalarGraph$Num.v
        gradient = ScalarGraph$Num.g
        accumulation = adds
        forward = ScalarGraph$Line.apply(float)
        backward = ScalarGraph$Num.spread()
        zero-grad = ScalarGraph$Descent.forget(ScalarGraph$Line)
        step = ScalarGraph$Descent.move(ScalarGraph$Line, float)
        """);
  }

  @Test
  void testAllInlineOnStaticFields() {
    assertCertain(
        StaticFields.class,
        """
        [StaticFields]
        value = StaticFields.w, StaticFields.b
        gradient = StaticFields.gw, StaticFields.gb
        accumulation = adds
        """);
  }

  @Test
  void testStaticHelpersOnArrays() {
    assertCertain(
        HelperMethods.class,
        """
        [Dense]
        value = HelperMethods$Dense.w
        gradient = HelperMethods$Dense.dw
        accumulation = adds
        forward = HelperMethods$Dense.forward(double[])
        backward = HelperMethods$Dense.backward(double[])
        zero-grad = HelperMethods.zero(HelperMethods$Dense)
        clip = HelperMethods.clip(HelperMethods$Dense, double)
        step = HelperMethods.sgd(double[], double[], double, double)
        """);
  }

  @Test
  void testOwnMatricesReplacedAtEachStep() {
    assertCertain(
        Matrices.class,
        """
        [Layer]
        value = Matrices$Layer.w -> Matrices$Matrix.v
        gradient = Matrices$Layer.dw -> Matrices$Matrix.v
        accumulation = overwrites
        forward = Matrices$Layer.forward(Matrices$Matrix)
        backward = Matrices$Layer.backward(Matrices$Matrix)
        step = Matrices$Layer.learn(double)
        """);
  }

  @Test
  void testAdamOnTensorsWhoseGradientIsATensorOrNull() {
    assertCertain(
        AdamOptimizer.class,
        """
        [Tensor]
        parameters = AdamOptimizer$Adam.parameters
        value = AdamOptimizer$Tensor.data
        gradient = AdamOptimizer$Tensor.grad -> AdamOptimizer$Tensor.data
        accumulation = adds
        forward = AdamOptimizer$Tensor.mul(AdamOptimizer$Tensor)
        backward = AdamOptimizer$Tensor.backward()
        zero-grad = AdamOptimizer$Adam.zeroGrad()
        step = AdamOptimizer$Adam.step(float)
        """);
  }

  @Test
  void testReplacedRecordsWithGradientsInLocalArrays() {
    assertCertain(
        Records.class,
        """
        [Model]
        value = Records$Model.w, Records$Model.b
        gradient = Records.main(java.lang.String[]):dw@5, Records.main(java.lang.String[]):db@6
        accumulation = adds
        forward = Records$Model.predict(double[])
        """);
  }

  @Test
  void testNeuronsChangedInsideBackPropagation() {
    assertCertain(
        InPlaceNeurons.class,
        """
        [Neuron]
        value = InPlaceNeurons$Neuron.weights, InPlaceNeurons$Neuron.bias
        gradient = none, InPlaceNeurons$Neuron.delta
        accumulation = unknown, overwrites
        backward = InPlaceNeurons$Net.learn(double, double)
        step = InPlaceNeurons$Net.learn(double, double)
        """);
  }

  @Test
  void testListsOfBoxedNumbers() {
    assertCertain(
        BoxedLists.class,
        """
        [BoxedLists]
        value = BoxedLists.weights
        gradient = BoxedLists.gradients
        accumulation = overwrites
        forward = BoxedLists.predict(double[])
        backward = BoxedLists.backward(double[], double)
        step = BoxedLists.step(double)
        """);
  }

  static Stream<Class<?>> lookalikes() {
    return Stream.of(NotTraining.class.getDeclaredClasses());
  }

  @ParameterizedTest
  @MethodSource("lookalikes")
  void testLookalikesYieldNothing(Class<?> type) {
    List<Found> found = Discovery.find(MapSource.of(type));
    assertEquals(List.of(), found, () -> text(found));
  }

  @Test
  void testLookalikesTogetherYieldNothing() {
    List<Found> found = Discovery.find(MapSource.of(NotTraining.class));
    assertEquals(List.of(), found, () -> text(found));
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        ScalarGraph.class,
        StaticFields.class,
        HelperMethods.class,
        Matrices.class,
        AdamOptimizer.class,
        Records.class,
        InPlaceNeurons.class,
        BoxedLists.class
      })
  void testClassesWithoutDebugInformationYieldTheSame(Class<?> program, @TempDir Path folder)
      throws IOException {
    String file = "src/test/java/" + program.getName().replace('.', '/') + ".java";
    String code = Files.readString(Path.of(file));
    Map<String, byte[]> classes =
        SourceCompiler.compile(folder, Map.of(program.getName(), code), "-g:none");
    Found bare = only(new MapSource(classes));
    assertEquals(Sureness.CERTAIN, bare.sureness());
    assertEquals(text(only(MapSource.of(program))).replaceAll(":\\w+@", ":@"), text(bare));
    assertTrue(bare.binding().updates().stream().allMatch(update -> update.line() == -1));
  }

  @Test
  void testObfuscatedNamesInTheDefaultPackage(@TempDir Path folder) throws IOException {
    String code =
        """
        public class A {
          double[] a = new double[4], b = new double[4], c;
          double a(double[] d) { c = d; double e = 0; for (int i = 0; i < 4; i++) e += a[i] * d[i]; return e; }
          void b(double d) { for (int i = 0; i < 4; i++) b[i] += d * c[i]; }
          void c(double d) { for (int i = 0; i < 4; i++) { a[i] -= d * b[i]; b[i] = 0; } }
          public static void main(String[] s) {
            A x = new A();
            for (int i = 0; i < 9; i++) { double[] d = {1, i, 2, 3}; x.b(x.a(d) - i); x.c(0.01); }
            System.out.println("epoch done");
          }
        }
        """;
    Map<String, byte[]> classes = SourceCompiler.compile(folder, Map.of("A", code), "-g:none");
    Found found = only(new MapSource(classes));
    assertEquals(Sureness.CERTAIN, found.sureness());
    Map<String, byte[]> silent =
        SourceCompiler.compile(folder, Map.of("A", code.replace("epoch ", "")), "-g:none");
    assertEquals(Sureness.LIKELY, only(new MapSource(silent)).sureness());
    assertEquals(
        """
        [A]
        value = A.a
        gradient = A.b
        accumulation = adds
        forward = A.a(double[])
        backward = A.b(double)
        step = A.c(double)
        """,
        text(found));
  }

  @ParameterizedTest
  @CsvSource({
    "e * e, true",
    "'0.5 * Math.pow(e, 2) / 4', true",
    "-Math.log(y), true",
    "Math.log(y), false",
    "-e * e, false",
    "e, false",
    "y * y, false",
    "w[0] * w[0] + w[1] * w[1], false",
    "(g[0] - w[0]) * (g[0] - w[0]), false",
    "e * e + 2 * y, false"
  })
  void testWhatBackwardReturnsIsTheLossWhereItHasTheForm(
      String returned, boolean isLoss, @TempDir Path folder) throws IOException {
    String code =
        """
        public class Unit {
          double[] w = new double[4], g = new double[4];
          double backward(double[] x, double target) {
            double y = 0;
            for (int i = 0; i < 4; i++) y += w[i] * x[i];
            double e = y - target;
            for (int i = 0; i < 4; i++) g[i] += e * x[i];
            double sum = 0;
            sum += RETURNED;
            return sum;
          }
          void train(double rate) { for (int i = 0; i < 4; i++) { w[i] -= rate * g[i]; g[i] = 0; } }
          public static void main(String[] s) {
            Unit unit = new Unit();
            for (int i = 0; i < 9; i++) { unit.backward(new double[] {1, i, 2, 3}, i); unit.train(0.01); }
          }
        }
        """
            .replace("RETURNED", returned);
    Map<String, byte[]> classes = SourceCompiler.compile(folder, Map.of("Unit", code));
    String section = text(only(new MapSource(classes)));
    assertTrue(section.contains("backward = Unit.backward(double[], double)"), section);
    assertEquals(isLoss, section.contains("loss = Unit.backward(double[], double)"), section);
  }

  @Test
  void testStaticMethodsOfFunctionalInterfaces(@TempDir Path folder) throws IOException {
    String code =
        """
        import java.util.Comparator;
        class B {
          double x;
          void run() {
            Comparator<B> byX = (a, b) -> Double.compare(a.x * 2 - 1, b.x);
            Comparator<String> plain = Comparator.naturalOrder();
          }
        }
        """;
    Map<String, byte[]> classes = SourceCompiler.compile(folder, Map.of("B", code));
    assertEquals(List.of(), Discovery.find(new MapSource(classes)));
  }

  @Test
  void testPlacesInTheCode() {
    Binding binding = only(MapSource.of(StaticFields.class)).binding();
    assertEquals(1, binding.loops().size());
    assertEquals("main", binding.loops().get(0).method());
    Update first = binding.updates().get(0);
    assertEquals(0, first.slot());
    assertTrue(first.inLoopOfMethod());
    // The loop over the weights begins behind the training loop's beginning, before the store.
    assertTrue(binding.loops().get(0).instruction() < first.nest());
    assertTrue(first.nest() < first.instruction());
    Update bias = binding.updates().get(1);
    assertEquals(bias.instruction(), bias.nest());
    assertEquals(
        List.of(
            GradientWrite.Kind.ADDS,
            GradientWrite.Kind.CLEARS,
            GradientWrite.Kind.ADDS,
            GradientWrite.Kind.CLEARS),
        binding.writes().stream().map(GradientWrite::kind).toList());
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        ScalarGraph.class,
        StaticFields.class,
        HelperMethods.class,
        Matrices.class,
        AdamOptimizer.class,
        Records.class,
        InPlaceNeurons.class,
        BoxedLists.class
      })
  void testWhatIsWrittenReadsBackWithAllPlaces(Class<?> program) {
    MapSource source = MapSource.of(program);
    List<Found> found = Discovery.find(source);
    BindingFile file =
        BindingFile.parse("b", Proposal.text(found).getBytes(StandardCharsets.UTF_8));
    BindingCheck.Result read = BindingCheck.check(file, source::bytes, source.names());
    assertEquals(List.of(), read.problems());
    assertEquals(1, read.bindings().size());
    assertEquals(found.get(0).binding(), Discovery.complete(read.bindings().get(0), source));
  }

  @Test
  void testDamagedAndMissingClassesAreLeftOut() {
    MapSource whole = MapSource.of(HelperMethods.class);
    Map<String, byte[]> classes =
        whole.names().stream()
            .collect(Collectors.toMap(name -> name.replace('/', '.'), whole::bytes));
    classes.put("broken.Magic", new byte[] {1, 2, 3});
    byte[] cut = classes.get(HelperMethods.class.getName());
    classes.put("broken.Cut", java.util.Arrays.copyOf(cut, cut.length / 2));
    assertEquals(Sureness.CERTAIN, only(new MapSource(classes)).sureness());
  }
}

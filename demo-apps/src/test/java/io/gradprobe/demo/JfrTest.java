package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.apps.DigitsConvNet;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Jdks;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The events of a healthy training through EasyTrain: all types, with values that make sense. */
@TestInstance(Lifecycle.PER_CLASS)
class JfrTest {
  private static final int EPOCHS = 3;
  private static final int STEPS_OF_EPOCH = 30;
  private static final int STEPS = EPOCHS * STEPS_OF_EPOCH;

  private Path file;
  private Result result;
  private Recording recording;

  @BeforeAll
  void train(@TempDir Path folder) throws IOException {
    file = folder.resolve("digits.jfr");
    result =
        Fork.of(DigitsConvNet.class, "--seed", "1")
            .watched("console=off,profile=debug,record=" + file)
            .run();
    assertEquals(0, result.exitCode(), result::toString);
    recording = Recording.read(file);
  }

  @Test
  void testRun() {
    assertEquals(1, recording.runs().size());
    RecordedEvent run = recording.events("Run").get(0);
    assertEquals("DJL", run.getString("framework"));
    assertEquals("0.35.1", run.getString("version"));
    assertTrue(run.getString("engine").startsWith("PyTorch"), run::toString);
    assertEquals("digits", run.getString("name"));
    assertTrue(run.getString("devices").contains("cpu"), run::toString);
    assertEquals(14, run.getInt("parameters"));
    assertEquals(5354, run.getLong("elements"));
    assertTrue(run.getString("options").contains("profile=debug"), run::toString);
    assertEquals("1", run.getString("seed"), "the seed that the program set is known to DJL");
  }

  @Test
  void testBlocksBearTheNamesOfDjl() {
    List<RecordedEvent> blocks = recording.events("Block");
    Set<String> names = strings(blocks, "block");
    for (String name : List.of("01Conv2d", "02BatchNorm", "05Conv2d", "09Dropout", "10Linear")) {
      assertTrue(names.contains(name), names::toString);
    }
    assertEquals(11, blocks.size());
    assertEquals(
        LongStream.range(0, 11).boxed().toList(),
        blocks.stream().map(block -> (long) block.getInt("order")).sorted().toList());
    RecordedEvent linear = only(blocks, "block", "10Linear");
    assertEquals("Linear", linear.getString("type"));
    assertEquals(2, linear.getInt("parameters"));
    assertEquals(2, linear.getInt("trainable"));
    assertFalse(linear.getString("parent").isEmpty());
    RecordedEvent norm = only(blocks, "block", "02BatchNorm");
    assertEquals(4, norm.getInt("parameters"));
    assertEquals(2, norm.getInt("trainable"));
  }

  @Test
  void testParametersBearTheNamesOfDjl() {
    List<RecordedEvent> parameters = recording.events("Parameter");
    Set<String> names = strings(parameters, "parameter");
    assertEquals(14, names.size(), names::toString);
    assertTrue(names.contains("02BatchNorm_runningMean"), names::toString);
    RecordedEvent weight = last(parameters, "parameter", "01Conv2d_weight");
    assertEquals("01Conv2d", weight.getString("block"));
    assertEquals("(8, 1, 3, 3)", weight.getString("shape"));
    assertEquals("float32", weight.getString("type"));
    assertTrue(weight.getString("device").contains("cpu"), weight::toString);
    assertTrue(weight.getBoolean("trainable"), weight::toString);
    assertEquals(1, weight.getInt("usesInForward"), weight::toString);
    assertTrue(weight.getString("optimizer").contains("Adam"), weight::toString);
    RecordedEvent mean = last(parameters, "parameter", "02BatchNorm_runningMean");
    assertFalse(mean.getBoolean("trainable"), mean::toString);
  }

  @Test
  void testSteps() {
    List<RecordedEvent> steps = recording.events("Step");
    assertEquals(STEPS, steps.size());
    for (int i = 0; i < STEPS; i++) {
      RecordedEvent step = steps.get(i);
      assertEquals(i, step.getLong("step"));
      assertEquals(i / STEPS_OF_EPOCH, step.getInt("epoch"), step::toString);
      assertEquals(32, step.getLong("batchSize"), step::toString);
      assertEquals(1, step.getInt("backwards"), step::toString);
      assertTrue(step.getBoolean("sampled"), step::toString);
      assertTrue(step.getDouble("gradientNorm") > 0, step::toString);
      assertTrue(Double.isFinite(step.getDouble("gradientNorm")), step::toString);
      assertEquals(0.005, step.getDouble("learningRate"), 1e-7, step::toString);
    }
    assertTrue(meanLoss(steps.subList(60, 90)) < 0.5 * meanLoss(steps.subList(0, 30)));
  }

  @Test
  void testTimesOfAStepLieWithinIt() {
    int within = 0;
    for (RecordedEvent step : recording.events("Step")) {
      Duration parts = Duration.ZERO;
      for (String part : List.of("forwardTime", "backwardTime", "optimizerTime")) {
        assertTrue(step.getDuration(part).toNanos() > 0, step::toString);
        parts = parts.plus(step.getDuration(part));
      }
      within += parts.compareTo(step.getDuration()) <= 0 ? 1 : 0;
    }
    // JFR reads its own clock a moment later, and on a busy machine that moment may be long
    assertTrue(within > 0.8 * STEPS, within + " of " + STEPS);
  }

  @Test
  void testEveryPhaseIsTimed() {
    List<RecordedEvent> phases = recording.events("Phase");
    assertEquals(
        Set.of("data", "forward", "loss", "backward", "optimizer", "evaluation"),
        strings(phases, "phase"));
    for (String phase : List.of("forward", "loss", "backward", "optimizer")) {
      List<RecordedEvent> some =
          phases.stream().filter(event -> event.getString("phase").equals(phase)).toList();
      assertEquals(STEPS, strings(some, "step").size(), phase);
      assertTrue(some.stream().allMatch(event -> event.getDuration().toNanos() > 0), phase);
    }
  }

  @Test
  void testGradientsAndWeightsOfEveryStep() {
    for (String type : List.of("Gradient", "Weight")) {
      List<RecordedEvent> events = recording.events(type);
      assertEquals(STEPS, strings(events, "step").size(), type);
      for (RecordedEvent event : events) {
        assertEquals(0, event.getLong("nonFinite"), event::toString);
        assertTrue(event.getDouble("norm") >= 0, event::toString);
        assertTrue(event.getDouble("min") <= event.getDouble("mean") + 1e-6, event::toString);
        assertTrue(event.getDouble("max") >= event.getDouble("mean") - 1e-6, event::toString);
      }
    }
    assertEquals(10, strings(recording.events("Gradient"), "parameter").size());
    RecordedEvent weight = last(recording.events("Weight"), "parameter", "10Linear_weight");
    assertTrue(weight.getDouble("updateRatio") > 0, weight::toString);
    assertTrue(weight.getDouble("updateRatio") < 1, weight::toString);
  }

  @Test
  void testActivationsOfEveryStep() {
    List<RecordedEvent> events = recording.events("Activation");
    assertEquals(STEPS, strings(events, "step").size());
    Set<String> blocks = strings(recording.events("Block"), "block");
    for (RecordedEvent event : events) {
      assertTrue(blocks.contains(event.getString("block")), event::toString);
      double elements = elements(event.getString("shape"));
      double mean = event.getDouble("mean");
      double size = Math.max(Math.abs(event.getDouble("min")), Math.abs(event.getDouble("max")));
      double rms = event.getDouble("norm") / Math.sqrt(elements);
      assertTrue(event.getDouble("min") <= mean && mean <= event.getDouble("max"), event::toString);
      assertTrue(Math.abs(mean) <= rms + 1e-6 && rms <= size + 1e-6, event::toString);
      assertEquals(0, event.getLong("nonFinite"), event::toString);
      double zeros = event.getDouble("zeroFraction");
      assertTrue(zeros >= 0 && zeros < 1, event::toString);
    }
  }

  @Test
  void testActivationsShowWhatTheirBlocksDo() {
    RecordedEvent norm = firstOutput("02BatchNorm", "");
    assertEquals("(32, 8, 14, 14)", norm.getString("shape"));
    assertEquals(0, norm.getDouble("mean"), 1e-4, "batch-norm takes the mean away");
    double elements = elements(norm.getString("shape"));
    assertEquals(Math.sqrt(elements), norm.getDouble("norm"), 0.01 * Math.sqrt(elements));
    RecordedEvent relu = firstOutput("03LambdaBlock", "relu");
    assertEquals(0, relu.getDouble("min"));
    assertEquals(norm.getDouble("max"), relu.getDouble("max"), 1e-6);
    assertEquals(0.5, relu.getDouble("zeroFraction"), 0.2);
    assertEquals(0, relu.getDouble("saturatedFraction"), 0.3);
    double zerosBefore = firstOutput("08LambdaBlock", "").getDouble("zeroFraction");
    double zerosAfter = firstOutput("09Dropout", "").getDouble("zeroFraction");
    assertEquals(zerosBefore + 0.2 * (1 - zerosBefore), zerosAfter, 0.02, "a fifth drops out");
    assertEquals("(32, 10)", firstOutput("10Linear", "").getString("shape"));
  }

  @Test
  void testHistogramsHoldEveryElementOfTheTensorsMeasured() {
    List<RecordedEvent> events = recording.events("Histogram");
    assertEquals(14, strings(ofKind(events, "weight"), "parameter").size());
    assertEquals(10, strings(ofKind(events, "gradient"), "parameter").size());
    for (RecordedEvent event : events) {
      double[] edges = numbers(event.getString("edges"));
      double[] counts = numbers(event.getString("counts"));
      assertEquals(counts.length + 1, edges.length, event::toString);
      for (int i = 0; i < counts.length; i++) {
        assertTrue(edges[i] < edges[i + 1] && counts[i] >= 0, event::toString);
      }
      String parameter = event.getString("parameter");
      RecordedEvent info = last(recording.events("Parameter"), "parameter", parameter);
      double elements = elements(info.getString("shape"));
      assertEquals(elements, DoubleStream.of(counts).sum(), event::toString);
      String type = event.getString("kind").equals("weight") ? "Weight" : "Gradient";
      List<RecordedEvent> measured =
          recording.events(type).stream()
              .filter(e -> e.getLong("step") == event.getLong("step"))
              .toList();
      RecordedEvent same = only(measured, "parameter", parameter);
      double margin = 1e-5 * (1e-6 + Math.abs(edges[0]) + Math.abs(edges[counts.length]));
      assertEquals(same.getDouble("min"), edges[0], margin, event::toString);
      assertEquals(same.getDouble("max"), edges[counts.length], margin, event::toString);
    }
  }

  @Test
  void testEpochs() {
    List<RecordedEvent> epochs = recording.events("Epoch");
    assertEquals(EPOCHS, epochs.size());
    for (int i = 0; i < EPOCHS; i++) {
      assertEquals(i, epochs.get(i).getInt("epoch"));
      assertEquals((i + 1L) * STEPS_OF_EPOCH, epochs.get(i).getLong("step"));
    }
    RecordedEvent last = epochs.get(EPOCHS - 1);
    assertEquals(printed("train: loss (\\S+)"), last.getDouble("trainLoss"), 1e-4);
    assertEquals(printed("validation: loss (\\S+)"), last.getDouble("validationLoss"), 1e-4);
    assertTrue(last.getString("metrics").contains("Accuracy"), last::toString);
  }

  @Test
  void testOverhead() {
    List<RecordedEvent> overhead = recording.events("Overhead");
    assertFalse(overhead.isEmpty());
    for (RecordedEvent event : overhead) {
      assertTrue(event.getDuration("probeTime").toNanos() > 0, event::toString);
      assertTrue(event.getDouble("share") > 0 && event.getDouble("share") < 1, event::toString);
      assertEquals(0, event.getLong("dropped"), event::toString);
    }
  }

  @Test
  void testJdkToolReadsIt() throws IOException, InterruptedException {
    Path jfr = Jdks.current().resolve("bin/jfr");
    Process process =
        new ProcessBuilder(jfr.toString(), "print", "--events", "gradprobe.*", file.toString())
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    for (String type : List.of("Run", "Block", "Parameter", "Step", "Phase", "Epoch", "Weight")) {
      assertTrue(text.contains("gradprobe." + type + " {"), type);
    }
  }

  @Test
  void testEveryFieldExplainsItself() {
    for (String type :
        List.of(
            "Run", "Block", "Parameter", "Step", "Gradient", "Weight", "Activation", "Histogram")) {
      recording.events(type).get(0).getFields().stream()
          .filter(
              field -> !Set.of("startTime", "duration", "eventThread").contains(field.getName()))
          .forEach(
              field -> {
                assertNotEquals(null, field.getLabel(), type + "." + field.getName());
                assertNotEquals(null, field.getDescription(), type + "." + field.getName());
              });
    }
    assertTrue(Files.exists(file));
  }

  private RecordedEvent firstOutput(String block, String function) {
    return recording.events("Activation").stream()
        .filter(event -> event.getString("block").equals(block))
        .filter(event -> event.getString("function").equals(function))
        .findFirst()
        .orElseThrow(() -> new AssertionError(block + " " + function));
  }

  private static List<RecordedEvent> ofKind(List<RecordedEvent> events, String kind) {
    return events.stream().filter(event -> event.getString("kind").equals(kind)).toList();
  }

  private static double elements(String shape) {
    return DoubleStream.of(numbers(shape.replaceAll("[() ]", ""))).reduce(1, (a, b) -> a * b);
  }

  private static double[] numbers(String list) {
    return Stream.of(list.split(",")).mapToDouble(Double::parseDouble).toArray();
  }

  private double printed(String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(result.out());
    assertTrue(matcher.find(), result::out);
    return Double.parseDouble(matcher.group(1));
  }

  private static double meanLoss(List<RecordedEvent> steps) {
    return steps.stream().mapToDouble(step -> step.getDouble("loss")).average().orElseThrow();
  }

  private static Set<String> strings(List<RecordedEvent> events, String field) {
    return events.stream()
        .map(event -> String.valueOf(event.<Object>getValue(field)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static RecordedEvent only(List<RecordedEvent> events, String field, String value) {
    List<RecordedEvent> some =
        events.stream().filter(event -> event.getString(field).equals(value)).toList();
    assertEquals(1, some.size(), value);
    return some.get(0);
  }

  private static RecordedEvent last(List<RecordedEvent> events, String field, String value) {
    return events.stream()
        .filter(event -> event.getString(field).equals(value))
        .reduce((a, b) -> b)
        .orElseThrow();
  }
}

package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradprobe.demo.programs.OneByOne;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.OwnAutograd;
import io.gradprobe.demo.testing.Result;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The programs with an autograd of their own do what they say, without the agent: in one JVM. */
class OwnAutogradProgramsTest {
  private static final Pattern LOSS = Pattern.compile("step \\d+: loss (\\S+)");

  @TestFactory
  Stream<DynamicTest> healthyOnesLearnAndBugsShow() {
    List<OwnAutograd> programs = OwnAutograd.all();
    List<String> commands = new ArrayList<>();
    for (OwnAutograd program : programs) {
      commands.add(program.mainClass());
      commands.add(program.mainClass() + " --seed 1");
      commands.add(program.mainClass() + " --seed 2");
      program.bugs().keySet().forEach(bug -> commands.add(withBug(program, bug)));
    }
    commands.add(0, OneByOne.class.getName());
    Result result = Fork.of(commands.toArray(String[]::new)).quick().run();
    assertEquals(0, result.exitCode(), result::toString);
    Map<String, String> outputs = outputs(result.out());
    assertEquals(commands.size() - 1, outputs.size());
    return programs.stream().map(p -> dynamicTest(p.name(), () -> check(p, outputs)));
  }

  @TestFactory
  Stream<DynamicTest> everyBugPromisesAFinding() {
    return OwnAutograd.all().stream()
        .map(p -> dynamicTest(p.name(), () -> assertEquals(known(p), p.bugs().keySet())));
  }

  /** The bugs that a program knows, which it tells when it is asked for another one. */
  private static Set<String> known(OwnAutograd program) throws ReflectiveOperationException {
    Method main = Class.forName(program.mainClass()).getMethod("main", String[].class);
    Throwable refusal =
        assertThrows(
                InvocationTargetException.class,
                () -> main.invoke(null, (Object) new String[] {"--bug=none"}))
            .getCause();
    String message = refusal.getMessage();
    return Set.of(message.substring(message.indexOf("known are ") + 10).split(", "));
  }

  private static void check(OwnAutograd program, Map<String, String> outputs) {
    String main = program.mainClass();
    String output = outputs.get(main);
    assertEquals(output, outputs.get(main + " --seed 1"));
    double[] healthy = losses(output);
    assertLearns(healthy);
    assertLearns(losses(outputs.get(main + " --seed 2")));
    for (String bug : program.bugs().keySet()) {
      double[] losses = losses(outputs.get(withBug(program, bug)));
      // No bug is so mild that it neither slows the descent nor ends higher.
      boolean isWorse =
          !(last(losses) <= last(healthy)) || !(meanOfLater(losses) <= meanOfLater(healthy));
      assertTrue(isWorse, () -> bug + "\n" + outputs.get(withBug(program, bug)) + "\n" + output);
    }
  }

  private static void assertLearns(double[] losses) {
    assertTrue(losses.length >= 5);
    double fallen = losses[0] - last(losses);
    assertTrue(fallen > 0.6 * Math.abs(losses[0]), () -> losses[0] + " to " + last(losses));
  }

  private static double last(double[] losses) {
    return losses[losses.length - 1];
  }

  private static double meanOfLater(double[] losses) {
    double sum = 0;
    for (int i = 1; i < losses.length; i++) {
      sum += losses[i];
    }
    return sum / (losses.length - 1);
  }

  private static String withBug(OwnAutograd program, String bug) {
    return program.mainClass() + " --bug=" + bug;
  }

  private static Map<String, String> outputs(String out) {
    Map<String, String> outputs = new HashMap<>();
    for (String part : out.split("(?m)^" + OneByOne.MARK)) {
      if (!part.isEmpty()) {
        int end = part.indexOf('\n');
        outputs.put(part.substring(0, end).strip(), part.substring(end + 1));
      }
    }
    return outputs;
  }

  private static double[] losses(String output) {
    Matcher matcher = LOSS.matcher(output);
    List<Double> losses = new ArrayList<>();
    while (matcher.find()) {
      losses.add(Double.parseDouble(matcher.group(1)));
    }
    return losses.stream().mapToDouble(Double::doubleValue).toArray();
  }
}

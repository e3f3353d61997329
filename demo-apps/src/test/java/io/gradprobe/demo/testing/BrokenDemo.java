package io.gradprobe.demo.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;

/** Runs a broken demo: the promised rule, on the promised subject, at the guilty line, in time. */
public final class BrokenDemo {
  private static final Set<String> NON_FINITE =
      Set.of("non-finite-loss", "non-finite-gradient", "non-finite-input");
  private static final Pattern PRINTED_LOSS = Pattern.compile("step (\\d+): loss (\\S+)");

  private BrokenDemo() {}

  /**
   * Runs it.
   *
   * @param promises what else it may find: all that is expected of the same demo
   */
  public static void check(Expectation expected, List<Expectation> promises, String... program) {
    Result result = Fork.of(program).quick().recorded(options(expected)).run();
    Recording recording = result.recording();
    List<Found> met = recording.findings(expected::isMetBy);
    assertFalse(
        met.isEmpty(),
        () -> expected + "\ncame as\n" + lines(recording.findings()) + "\n" + result);
    Found found = met.get(0);
    assertFalse(found.message().isBlank() || found.advice().isBlank(), found::toString);
    if (NON_FINITE.contains(expected.rule())) {
      checkInTime(found, recording, result);
    }
    checkNothingElseIsLoud(promises, recording);
  }

  /** One fault, one finding: all that follows from it is linked to it and told as INFO. */
  private static void checkNothingElseIsLoud(List<Expectation> promises, Recording recording) {
    Set<String> promised = new TreeSet<>();
    promises.forEach(e -> promised.add(e.essence()));
    Set<String> loud = new TreeSet<>();
    for (Found found : recording.findings(Found::isLoud)) {
      loud.add(found.essence());
    }
    // What a rule only informs of may be promised and is not loud.
    for (Found found : recording.findings(f -> !f.isLoud() && f.cause().isEmpty())) {
      if (promised.contains(found.essence())) {
        loud.add(found.essence());
      }
    }
    assertEquals(promised, loud, () -> lines(recording.findings()));
  }

  /**
   * What a program is to be watched with; a limit of memory must be told, as a container would, and
   * gradients are checked where the user asks for it.
   */
  private static String options(Expectation expected) {
    return switch (expected.rule()) {
      case "memory-limit-near" -> "console=off,rule.memory-limit-near.limit-mib=500";
      case "gradient-mismatch" -> "console=off,rule.gradient-mismatch.enabled=true";
      default -> "console=off";
    };
  }

  /**
   * The finding comes before the optimizer step that spreads the fault: until then every weight and
   * gradient was finite, and so was every loss that the program itself printed.
   */
  private static void checkInTime(Found found, Recording recording, Result result) {
    for (String type : List.of("Weight", "Gradient")) {
      for (RecordedEvent event : recording.events(type, found.run())) {
        assertTrue(
            event.getLong("nonFinite") == 0 || event.getLong("step") >= found.step(),
            () -> "before " + found + ":\n" + event);
      }
    }
    Matcher printed = PRINTED_LOSS.matcher(result.out());
    while (printed.find()) {
      long step = Long.parseLong(printed.group(1));
      boolean isFinite = Double.isFinite(Double.parseDouble(printed.group(2)));
      // A program that skips the bad batch goes on with finite losses.
      assertTrue(
          isFinite || step >= found.step(), () -> "printed " + printed.group() + ", but " + found);
    }
  }

  private static String lines(List<Found> findings) {
    StringBuilder text = new StringBuilder();
    findings.forEach(f -> text.append("  ").append(f).append('\n'));
    return text.toString();
  }
}

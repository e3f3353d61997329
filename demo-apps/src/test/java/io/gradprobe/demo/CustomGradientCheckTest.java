package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.demo.programs.QLearning;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Result;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients are compared with numerical derivatives where a program is out of the ordinary. */
class CustomGradientCheckTest {
  private static final String ON = "console=off,rule.gradient-mismatch.enabled=true";

  /** Runs it with the check and without: it must print the same, random numbers included. */
  private static Set<String> mismatches(String mode) {
    Result bare = Fork.of(QLearning.class, mode).quick().run();
    Result checked = Fork.of(QLearning.class, mode).quick().recorded(ON).run();
    assertEquals(0, checked.exitCode(), checked::toString);
    assertEquals(bare.out(), checked.out(), checked::toString);
    return checked.recording().findings(found -> found.rule().equals("gradient-mismatch")).stream()
        .map(found -> found.subject())
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "target", "dropout", "clip", "rounded"})
  void whatIsMeantIsNoMismatch(String mode) {
    assertEquals(Set.of(), mismatches(mode));
  }

  /** Of dropout the generator is put back too: the same units fall out each time. */
  @ParameterizedTest
  @ValueSource(strings = {"wrong", "wrong dropout"})
  void aWrongSlopeIsFound(String mode) {
    assertEquals(Set.of("hidden"), mismatches(mode));
  }
}

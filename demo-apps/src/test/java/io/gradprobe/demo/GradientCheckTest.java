package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradprobe.demo.programs.Several;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Healthy programs on DJL whose gradients are checked: each can be, none has a finding, and all
 * print the bytes that they print by themselves.
 */
class GradientCheckTest {
  private static final String OPTIONS = "console=off,rule.gradient-mismatch.enabled=true";
  private static final String DEMO = "io.gradprobe.demo.";

  @TestFactory
  Stream<DynamicTest> healthyPrograms() {
    return Stream.of(
        test("applications with EasyTrain or by hand", applications()),
        test("what is detached, drawn, shared or frozen on purpose", onPurpose()),
        test("repaired twins", twins()));
  }

  private static List<String> applications() {
    return Stream.of(
            "DigitsConvNet --epochs 1",
            "CharLanguageModel --steps 40",
            "PendulumRegression --steps 100",
            "TwoPlayerGan --steps 60",
            "CartPoleDqn --steps 60",
            "FineTuning --steps 60")
        .map(app -> DEMO + "apps." + app)
        .toList();
  }

  private static List<String> onPurpose() {
    return Stream.of(
            "DropoutHeavy",
            "FrozenOnPurpose",
            "InBatchContrast",
            "MaskedAttention",
            "MetaLearning",
            "MultiTask",
            "SharedWeights",
            "SharpnessAware",
            "SparseFeatures",
            "TargetNetwork",
            "VariationalAutoencoder")
        .map(program -> DEMO + "healthy." + program)
        .toList();
  }

  private static List<String> twins() {
    return Stream.of(
            "GradientMismatchDetached", "GradientMismatchNumber", "GradientMismatchOutside")
        .map(fault -> DEMO + "faults." + fault + " --fixed")
        .toList();
  }

  private static DynamicTest test(String name, List<String> programs) {
    return dynamicTest(name, () -> check(programs));
  }

  private static void check(List<String> programs) {
    Result bare = fork(programs).run();
    Result watched = fork(programs).recorded(OPTIONS).run();
    assertEquals(0, bare.exitCode(), bare::toString);
    assertEquals(0, watched.exitCode(), watched::toString);
    assertEquals(bare.out(), watched.out());
    assertEquals(List.of(), watched.recording().findings(Found::isLoud));
    assertFalse(watched.err().contains("can't be checked"), watched::toString);
  }

  private static Fork fork(List<String> programs) {
    List<String> arguments = new ArrayList<>(Arrays.asList(Several.class.getName(), "7"));
    arguments.addAll(programs);
    return Fork.of(arguments.toArray(String[]::new)).quick().steady();
  }
}

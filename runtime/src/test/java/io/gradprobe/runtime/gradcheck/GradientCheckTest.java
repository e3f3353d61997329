package io.gradprobe.runtime.gradcheck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.gradcheck.CheckResult.Outcome;
import io.gradprobe.runtime.run.Origin;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientCheckTest {
  private static final int SEEDS = 60;

  private static TwoLayers net(long seed, Consumer<TwoLayers> peculiarity) {
    TwoLayers net = new TwoLayers(seed);
    peculiarity.accept(net);
    return net;
  }

  /** How many of the seeds end so. */
  private static long count(Outcome outcome, Consumer<TwoLayers> peculiarity) {
    long count = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      count += net(seed, peculiarity).check().outcome() == outcome ? 1 : 0;
    }
    return count;
  }

  private static void assertNever(Consumer<TwoLayers> peculiarity) {
    assertEquals(0, count(Outcome.MISMATCH, peculiarity));
  }

  private static List<Integer> wrong(CheckResult result) {
    return result.mismatches().stream().map(Mismatch::parameter).toList();
  }

  // ---- what is right ----

  @Test
  void rightGradientsAgree() {
    assertEquals(SEEDS, count(Outcome.AGREES, net -> {}));
  }

  @Test
  void rightGradientsOfSinglePrecisionAgreeOrAreLeftOpen() {
    Consumer<TwoLayers> single = net -> net.single = true;
    assertNever(single);
    assertTrue(count(Outcome.AGREES, single) > SEEDS * 3 / 4);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void kinksAreNoMismatch(boolean single) {
    assertNever(
        net -> {
          net.relu = true;
          net.single = single;
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void standingOnKinksIsNoMismatch(boolean single) {
    assertNever(
        net -> {
          net.relu = true;
          net.single = single;
          Arrays.fill(net.values[1], 0);
          for (int n = 0; n < net.x.length; n += 2) {
            Arrays.fill(net.x[n], 0);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 2, -1, 16})
  void aCommonFactorIsLegal(double factor) {
    assertEquals(SEEDS, count(Outcome.AGREES, net -> net.factor = factor));
  }

  @Test
  void aPenaltyInTheGradientAloneIsLegal() {
    assertNever(net -> net.decay = 0.05);
    assertNever(net -> net.lasso = 0.05);
    assertNever(
        net -> {
          net.decay = 0.1;
          net.lasso = 0.05;
          net.factor = 3;
        });
  }

  @Test
  void nothingOfTheKindIsLegalWhereTheLossIsExact() {
    assertEquals(
        SEEDS,
        count(
            Outcome.MISMATCH,
            net -> {
              net.exact = true;
              net.factor = 2;
            }));
    assertEquals(
        SEEDS,
        count(
            Outcome.MISMATCH,
            net -> {
              net.exact = true;
              net.decay = 0.5;
            }));
    assertEquals(SEEDS, count(Outcome.AGREES, net -> net.exact = true));
  }

  @Test
  void aTargetThatIsNotDifferentiatedIsLegal() {
    assertNever(net -> net.bootstraps = true);
  }

  /**
   * The rows of other actions have no gradient: only they show that the target is the net's own.
   */
  @Test
  void aTargetOfAnotherActionIsLegal() {
    GradientCheck check = new GradientCheck(new CheckSettings(0.05, 8, 5_000_000_000L, 1_000), 7);
    for (int seed = 0; seed < SEEDS; seed++) {
      CheckResult result = check.of(new QLearning(seed));
      assertEquals(Outcome.UNDECIDED, result.outcome(), result::toString);
    }
  }

  /** What lies apart is compared up to a factor that keeps the direction. */
  @Test
  void aPartIsComparedByItself() {
    GradientCheck check = new GradientCheck(new CheckSettings(0.05, 8, 5_000_000_000L, 1_000), 7);
    TwoLayers right = net(3, net -> net.factor = 3);
    right.check();
    assertEquals(Boolean.TRUE, check.agrees(right));
    TwoLayers turned = net(3, net -> net.factor = -1);
    turned.check();
    assertEquals(Boolean.FALSE, check.agrees(turned));
    TwoLayers wrong = net(3, net -> net.forgetsSlope = true);
    wrong.check();
    assertEquals(Boolean.FALSE, check.agrees(wrong));
    TwoLayers drawn = net(3, net -> net.dropout = true);
    drawn.check();
    assertNull(check.agrees(drawn));
  }

  @Test
  void straightThroughIsLegal() {
    assertNever(net -> net.quantised = true);
  }

  @Test
  void clippingInsideBackwardIsLegal() {
    assertNever(net -> net.clip = 0.25);
  }

  @Test
  void frozenElementsAreLegal() {
    for (int seed = 0; seed < SEEDS; seed++) {
      TwoLayers net =
          new TwoLayers(seed) {
            @Override
            public double[] gradient(int parameter) {
              double[] g = super.gradient(parameter);
              Arrays.fill(g, 0, g.length / 2, 0);
              return g;
            }
          };
      assertEquals(Outcome.AGREES, net.check().outcome());
    }
  }

  // ---- what is wrong ----

  @Test
  void aTurnedSignIsFound() {
    CheckResult result = net(3, net -> net.turned = -1).check();
    assertEquals(Outcome.MISMATCH, result.outcome());
    assertEquals(List.of(0, 1), wrong(result));
    assertEquals(-1, result.mismatches().get(0).factor(), 1e-3);
    assertEquals(2, result.mismatches().get(0).difference(), 1e-3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aForgottenSlopeIsFound(boolean single) {
    Consumer<TwoLayers> bug =
        net -> {
          net.forgetsSlope = true;
          net.single = single;
        };
    CheckResult result = net(3, bug).check();
    assertEquals(List.of(0, 1), wrong(result), result::toString);
    assertTrue(Double.isNaN(result.mismatches().get(0).factor()));
    assertTrue(count(Outcome.MISMATCH, bug) > SEEDS * 3 / 4);
  }

  @Test
  void aMissingTermIsFound() {
    CheckResult result = net(3, net -> net.forgetsBiasOfAll = true).check();
    assertEquals(List.of(1), wrong(result), result::toString);
  }

  @Test
  void aMissingFactorInOneOperationIsFound() {
    CheckResult result = net(3, net -> net.outputFactor = 2).check();
    assertEquals(List.of(2), wrong(result), result::toString);
    assertEquals(2, result.mismatches().get(0).factor(), 1e-3);
  }

  @Test
  void whatIsWithinTheToleranceIsNot() {
    Consumer<TwoLayers> bug = net -> net.outputFactor = 1.2;
    assertEquals(Outcome.MISMATCH, net(3, bug).check(0.05).outcome());
    assertNotEquals(Outcome.MISMATCH, net(3, bug).check(0.5).outcome());
  }

  @Test
  void theOperationIsNamed() {
    Origin tanh = new Origin("tanh", "Node.tanh(Node.java:9)", "", "");
    Consumer<TwoLayers> bug =
        net -> {
          net.turned = -1;
          net.blame = new Blame(true, tanh);
        };
    assertEquals(tanh, net(3, bug).check().culprit());
  }

  @Test
  void whereEachOperationAgreesNothingIsWrong() {
    Consumer<TwoLayers> bug =
        net -> {
          net.turned = -1;
          net.blame = Blame.NOBODY;
        };
    assertEquals(Outcome.UNDECIDED, net(3, bug).check().outcome());
  }

  // ---- what can't be checked ----

  @Test
  void aLossThatIsDrawnAnewIsNotRepeatable() {
    CheckResult result = net(3, net -> net.dropout = true).check();
    assertEquals(Outcome.NOT_REPEATABLE, result.outcome());
  }

  @Test
  void aLossThatIsNotTheStepsOwnIsNotRepeatable() {
    CheckResult result = net(3, net -> net.told = 0.125).check();
    assertEquals(Outcome.NOT_REPEATABLE, result.outcome());
    assertTrue(result.reason().contains("0.125"), result.reason());
  }

  @Test
  void aLossThatFailsIsNotRepeatable() {
    TwoLayers net = new TwoLayers(3);
    net.failing = true;
    assertEquals(Outcome.NOT_REPEATABLE, net.check().outcome());
    assertEquals(1, net.restored);
  }

  @Test
  void withoutTimeNothingIsSaid() {
    TwoLayers net = net(3, n -> n.turned = -1);
    net.check();
    CheckResult hasty = new GradientCheck(new CheckSettings(0.05, 8, 0, 1_000), 7).of(net);
    assertEquals(Outcome.UNDECIDED, hasty.outcome());
  }

  @Test
  void whatIsTooLargeIsLeftAlone() {
    TwoLayers net = net(3, n -> n.turned = -1);
    net.check();
    CheckResult result = new GradientCheck(new CheckSettings(0.05, 8, 1L << 40, 10), 7).of(net);
    assertEquals(Outcome.UNDECIDED, result.outcome());
  }

  @Test
  void allIsPutBack() {
    TwoLayers net = net(3, n -> n.turned = -1);
    double[][] before = Arrays.stream(net.values).map(double[]::clone).toArray(double[][]::new);
    net.check();
    for (int p = 0; p < before.length; p++) {
      assertArrayEquals(before[p], net.values[p], 0);
    }
    assertEquals(1, net.restored);
  }
}

package io.gradprobe.runtime.rule;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which rules' findings may merely follow from an earlier finding of another rule. A fault that
 * would still be there with the earlier one repaired is not in the table: NaN that zeroing fails to
 * clear is a fault of the zeroing, whatever brought the NaN. Nor does a mild fault hide a NaN.
 */
final class Consequences {

  private static final Map<String, Set<String>> TABLE = new HashMap<>();

  static {
    Set<String> numbers =
        Set.of(
            "non-finite-activation", "non-finite-loss", "non-finite-gradient", "non-finite-weight");
    Set<String> size = Set.of("gradient-spike", "exploding-gradient", "clip-saturated");
    Set<String> trend = Set.of("loss-diverging", "loss-spike", "loss-oscillating");
    Set<String> noProgress =
        Set.of("loss-not-decreasing", "loss-at-chance", "weight-not-updating", "update-ratio");
    // What is not a number comes out of a rectifier as zeros, forward and backward.
    Set<String> zeros = Set.of("missing-gradient", "dead-relu", "degenerate-output");
    Set<String> noStep = Set.of("step-without-backward", "gradient-never-applied");

    // What is too large in the end overflows.
    follows(
        "stale-gradient",
        size,
        trend,
        numbers,
        Set.of("clip-ineffective", "update-ratio"),
        Set.of("dead-relu", "saturated-activation", "degenerate-output"));
    follows("stale-first-gradient", size, Set.of("loss-spike"));
    follows("accumulation-changed", size, trend);
    follows("accumulation-not-averaged", size, trend);
    follows("loss-not-scalar", size, trend, Set.of("clip-ineffective"));
    follows("clip-ineffective", size, trend);
    follows("gradient-spike", Set.of("loss-spike"));
    // A step along what is no gradient may do anything.
    follows(
        "gradient-mismatch",
        size,
        trend,
        numbers,
        noProgress,
        zeros,
        Set.of("vanishing-gradient", "saturated-activation", "update-ascends"));
    follows("clip-out-of-order", size, trend);
    follows("exploding-gradient", size, trend, numbers, Set.of("clip-ineffective"));
    follows("weight-changed-outside-optimizer", size, trend, Set.of("non-finite-weight"));
    follows("frozen-weight-changed", size, trend);

    // A number that is not finite spreads forward, backward and into the weights.
    follows("non-finite-input", numbers, size, trend, zeros);
    follows("non-finite-activation", numbers, size, trend, zeros);
    follows("non-finite-loss", numbers, size, trend, zeros);
    follows("non-finite-gradient", numbers, size, trend, zeros);
    follows(
        "non-finite-weight",
        numbers,
        size,
        trend,
        Set.of("sticky-non-finite-gradient"),
        zeros,
        noProgress);
    follows("sticky-non-finite-gradient", numbers, noProgress);

    // Where backward fails or brings nothing, nothing is learned.
    Set<String> failure = Set.of("swallowed-failure");
    follows(
        "forward-not-recorded",
        noStep,
        noProgress,
        failure,
        Set.of("cut-graph", "missing-gradient"));
    follows("cut-graph", noStep, noProgress, failure, Set.of("missing-gradient"));
    follows("backward-twice", noStep, failure);
    follows("in-place-modification", noStep, failure);
    follows("device-mismatch", noStep, failure);
    follows("use-after-close", noStep, failure);
    follows("swallowed-failure", noStep, noProgress, Set.of("accumulation-changed"));
    follows("missing-gradient", noProgress, Set.of("decay-without-gradient"));
    follows("vanishing-gradient", noProgress);
    follows("gradient-wiped", noStep, noProgress, failure);
    follows("gradient-never-applied", noProgress);
    follows("step-without-backward", noProgress, failure, Set.of("decay-without-gradient"));
    follows(
        "step-races-backward",
        noStep,
        size,
        trend,
        numbers,
        Set.of("stale-gradient", "gradient-wiped", "missing-gradient", "in-place-modification"));
    follows("weight-not-updating", Set.of("gradient-never-applied"), noProgress);

    // What the optimizer does not have or has anew is not trained, or starts from elsewhere.
    follows("parameter-not-optimized", noProgress, Set.of("gradient-never-applied"));
    follows("optimizer-holds-stale-parameter", noProgress, noStep, Set.of("initial-loss-off"));
    follows("checkpoint-mismatch", Set.of("initial-loss-off", "loss-spike"));
    follows("freeze-undone", Set.of("decay-without-gradient"));
    follows("replica-diverged", trend);

    // Weights that start badly, or move by too much, too little or the wrong way.
    follows(
        "poor-initialization",
        size,
        trend,
        noProgress,
        Set.of("exploding-activation", "scale-mismatch", "saturated-activation", "dead-relu"),
        Set.of("degenerate-output", "initial-loss-off", "missing-gradient", "vanishing-gradient"),
        Set.of("loss-oscillating", "update-ascends"));
    follows("update-ratio", size, trend, numbers, noProgress, Set.of("saturated-activation"));
    follows("update-ascends", size, trend, numbers, noProgress);

    // A learning rate that is 0 stops training; one that is negative or not finite destroys it.
    follows("learning-rate-zero", noProgress, trend, numbers, size, Set.of("update-ascends"));

    follows("validation-updates-model", Set.of("evaluation-in-training-mode"));
    follows("training-in-evaluation-mode", Set.of("evaluation-builds-graph"));
    follows("evaluation-builds-graph", Set.of("tensor-leak", "memory-limit-near"));

    // What is wrong with data and activations shows in losses, gradients and updates.
    follows(
        "exploding-activation",
        size,
        trend,
        numbers,
        Set.of("initial-loss-off", "update-ratio", "saturated-activation", "vanishing-gradient"));
    follows(
        "scale-mismatch",
        size,
        trend,
        Set.of("initial-loss-off", "update-ratio", "saturated-activation", "loss-not-decreasing"));
    follows(
        "dead-relu",
        noProgress,
        Set.of("missing-gradient", "vanishing-gradient", "degenerate-output"));
    follows("saturated-activation", noProgress, Set.of("missing-gradient", "vanishing-gradient"));
    follows(
        "degenerate-output",
        noProgress,
        Set.of("missing-gradient", "vanishing-gradient", "decay-without-gradient"));
    follows(
        "unscaled-input",
        size,
        trend,
        noProgress,
        Set.of("scale-mismatch", "saturated-activation", "dead-relu", "initial-loss-off"),
        Set.of("degenerate-output", "missing-gradient", "vanishing-gradient"));
    follows("outlier-batch", size, trend, numbers, Set.of("update-ratio", "exploding-activation"));
    follows("label-out-of-range", noStep, trend, Set.of("swallowed-failure", "loss-negative"));
    follows("constant-label", noProgress, Set.of("loss-collapsed", "vanishing-gradient"));
    follows("repeated-batch", Set.of("overfitting", "loss-collapsed", "loss-not-decreasing"));
    follows(
        "tiny-batch",
        noProgress,
        Set.of("missing-gradient", "vanishing-gradient", "dead-relu", "degenerate-output"),
        Set.of("swallowed-failure", "non-finite-loss"));
    follows("tensor-leak", Set.of("memory-limit-near"));

    // What a loss does shows in what comes after it.
    follows(
        "loss-diverging",
        numbers,
        size,
        trend,
        // Units driven to their ends pass no gradient on.
        Set.of(
            "update-ratio",
            "exploding-activation",
            "saturated-activation",
            "dead-relu",
            "missing-gradient"));
    follows("loss-oscillating", size, trend, Set.of("update-ratio", "loss-not-decreasing"));
    follows("loss-spike", Set.of("gradient-spike", "update-ratio"));
    follows("initial-loss-off", size, trend, Set.of("update-ratio"));
    follows("loss-negative", trend, size, Set.of("loss-collapsed"));
    follows("loss-at-chance", Set.of("loss-not-decreasing"));
    follows("loss-not-decreasing", Set.of("loss-at-chance", "update-ratio"));
    follows("loss-holds-graph", Set.of("tensor-leak", "memory-limit-near"));
  }

  private Consequences() {}

  @SafeVarargs
  private static void follows(String cause, Set<String>... consequences) {
    Set<String> all = new HashSet<>();
    for (Set<String> some : consequences) {
      all.addAll(some);
    }
    all.remove(cause);
    if (TABLE.put(cause, Set.copyOf(all)) != null) {
      throw new IllegalStateException("listed twice: " + cause);
    }
  }

  static boolean mayCause(String earlierRule, String laterRule) {
    return TABLE.getOrDefault(earlierRule, Set.of()).contains(laterRule);
  }

  /** Every rule id that the table names. */
  static Set<String> ids() {
    Set<String> ids = new HashSet<>(TABLE.keySet());
    TABLE.values().forEach(ids::addAll);
    return ids;
  }
}

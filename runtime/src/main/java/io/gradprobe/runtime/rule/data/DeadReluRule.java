package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.run.ForwardMeasurement;
import io.gradprobe.runtime.run.MeasuredStep;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Units of a ReLU that never fire. A window is as many measured steps as hold enough samples; a
 * unit is dead in it that was above zero for none. Told where the lower bound of the share of dead
 * units (Wilson, 95 %) exceeds {@code share} in {@code windows} windows running, or sooner where
 * every unit is silent on {@code all-steps} measured steps running.
 *
 * <p>A ReLU outside of the model (the hinge of a loss) may rest for good: it is not looked at.
 */
public final class DeadReluRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "dead-relu",
          RuleInfo.Group.DATA,
          Severity.WARNING,
          false,
          "More than half of a ReLU's units never fire.",
          "Wilson's interval of the share of dead units; SageMaker Debugger's dead ReLU",
          List.of(
              new Threshold("share", 0.5, 0, 1, "share of dead units that its lower bound exceeds"),
              new Threshold("samples", 500, 1, 1e9, "samples in a window, at least"),
              new Threshold("steps", 16, 1, 1e6, "measured steps in a window, at least"),
              new Threshold("windows", 2, 1, 1e6, "windows running"),
              new Threshold("all-steps", 8, 1, 1e6, "measured steps where every unit is silent"),
              new Threshold("rearm", 0.25, 0, 1, "share of dead units below which it is over")));

  /** A function of fewer units is an output or a clamp. */
  private static final int LEAST_UNITS = 4;

  private static final int MOST = 1024;

  private final double share;
  private final int samples;
  private final int steps;
  private final int windows;
  private final int allSteps;
  private final double rearm;
  private final Map<String, Layer> layers = new HashMap<>();

  /** Takes window and limits from the thresholds. */
  public DeadReluRule(Thresholds thresholds) {
    share = thresholds.get("share");
    samples = thresholds.count("samples");
    steps = thresholds.count("steps");
    windows = thresholds.count("windows");
    allSteps = thresholds.count("all-steps");
    rearm = thresholds.get("rearm");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    ForwardMeasurement forward = step.forward();
    BlockMeasurement root = Forwards.root(forward);
    if (root == null) {
      return null;
    }
    Map<String, Integer> calls = new LinkedHashMap<>();
    Layer first = null;
    int concerned = 0;
    for (BlockMeasurement b : forward.blocks()) {
      boolean counts = b.units() != null && b.units().length >= LEAST_UNITS;
      if (!b.function().equals("relu") || !counts || b.order() > root.order()) {
        continue;
      }
      String key = b.block() + '\n' + calls.merge(b.block(), 1, Integer::sum);
      Layer layer = layers.get(key);
      if (layer == null && layers.size() < MOST) {
        layer = new Layer(b.block());
        layers.put(key, layer);
      }
      if (layer != null && layer.isDead(b)) {
        first = first == null ? layer : first;
        concerned++;
        layer.told = true;
      }
    }
    return first == null ? null : verdict(first, concerned);
  }

  private Verdict verdict(Layer layer, int concerned) {
    int units = layer.fired.length;
    return Verdict.of(
            Severity.WARNING,
            layer.block,
            Where.FORWARD,
            layer.dead
                + " of "
                + units
                + " units of the ReLU in "
                + layer.block
                + " ("
                + Numbers.percent((double) layer.dead / units)
                + ") were above zero for none of "
                + layer.deadSamples
                + " samples"
                + (concerned > 1 ? ", and it is alike in " + (concerned - 1) + " more" : "")
                + ": they get no gradient and learn nothing.",
            "Look at the bias and the scale that feed it, lower the learning rate of the first"
                + " steps, or take a leaky ReLU.")
        .measured((double) layer.dead / units, share);
  }

  /** The units of one ReLU. */
  private final class Layer {
    final String block;
    boolean[] fired = new boolean[0];
    long seenSamples;
    int seenSteps;
    int running;
    int silentSteps;
    long silentSamples;
    int dead;
    long deadSamples;
    boolean told;

    Layer(String block) {
      this.block = block;
    }

    /** Adds a measurement and says whether there is something to tell. */
    boolean isDead(BlockMeasurement relu) {
      float[] units = relu.units();
      if (fired.length != units.length) {
        fired = new boolean[units.length];
        running = 0;
        silentSteps = 0;
        begin();
      }
      int silent = 0;
      for (int i = 0; i < units.length; i++) {
        boolean fires = !(units[i] <= 0);
        fired[i] |= fires;
        silent += fires ? 0 : 1;
      }
      seenSteps++;
      seenSamples += relu.samples();
      boolean allSilent = silent == units.length;
      silentSteps = allSilent ? silentSteps + 1 : 0;
      silentSamples = allSilent ? silentSamples + relu.samples() : 0;
      boolean found = false;
      if (silentSteps >= allSteps) {
        dead = units.length;
        deadSamples = silentSamples;
        found = !told;
      }
      if (seenSamples >= samples && seenSteps >= steps) {
        found |= endWindow(units.length) && !told;
        begin();
      }
      return found;
    }

    private boolean endWindow(int units) {
      int never = 0;
      for (boolean f : fired) {
        never += f ? 0 : 1;
      }
      boolean most = Wilson.lower(never, units) > share;
      running = most ? running + 1 : 0;
      if ((double) never / units < rearm) {
        told = false;
      }
      if (running < windows) {
        return false;
      }
      dead = never;
      deadSamples = seenSamples;
      return true;
    }

    private void begin() {
      Arrays.fill(fired, false);
      seenSamples = 0;
      seenSteps = 0;
    }
  }
}

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
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.run.MeasuredStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Activations grow from block to block. Looked at are the root mean squares of the outputs of
 * blocks that stand next to each other in one parent. A jump is an output {@code factor} times the
 * one of the jump before; told are {@code blocks} jumps or more that make {@code growth} times in
 * all and end above {@code size}.
 *
 * <p>One large step is legal, and so is the last layer's, for targets have whatever scale they
 * have: the model's last block does not count, and under a loss that compares values, hidden
 * outputs must exceed the labels by far.
 */
public final class ExplodingActivationRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "exploding-activation",
          RuleInfo.Group.DATA,
          Severity.WARNING,
          false,
          "Activations grow from block to block out of all proportion.",
          "root mean square by depth; He et al. 2015 on the scale of ReLU nets",
          List.of(
              new Threshold("factor", 3, 1.1, 1e6, "times the jump before that make a jump"),
              new Threshold("blocks", 3, 1, 1000, "jumps, at least"),
              new Threshold("growth", 1000, 2, 1e30, "times from first to largest, at least"),
              new Threshold("size", 100, 0, 1e30, "root mean square of the largest, at least"),
              new Threshold("steps", 1, 1, 1e6, "measured steps running")));

  /** Hidden outputs so many times the labels serve no target. */
  private static final double ABOVE_LABELS = 100;

  /** The same where the labels are not known. */
  private static final double ABOVE_UNKNOWN = 1e6;

  private final double factor;
  private final int jumps;
  private final double growth;
  private final double size;
  private final int steps;
  private int running;
  private boolean told;

  /** Takes its limits from the thresholds. */
  public ExplodingActivationRule(Thresholds thresholds) {
    factor = thresholds.get("factor");
    jumps = thresholds.count("blocks");
    growth = thresholds.get("growth");
    size = thresholds.get("size");
    steps = thresholds.count("steps");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    ForwardMeasurement forward = step.forward();
    if (forward.blocks().isEmpty()) {
      return null;
    }
    Growth found = find(forward);
    if (found == null) {
      running = 0;
      told = false;
      return null;
    }
    running++;
    if (told || running < steps) {
      return null;
    }
    told = true;
    return Verdict.of(
            Severity.WARNING,
            found.first.block(),
            Where.FORWARD,
            "Activations grow "
                + Numbers.shown(found.times)
                + " times in "
                + found.jumps
                + " blocks, from "
                + Numbers.shown(found.from)
                + " (root mean square) before "
                + found.first.block()
                + " to "
                + Numbers.shown(found.largest.output().rms())
                + " after "
                + found.largest.block()
                + ".",
            "Keep each block's output at the scale of its input: a smaller initial scale, a mean"
                + " instead of a sum, or normalisation.")
        .measured(found.times, growth);
  }

  private Growth find(ForwardMeasurement forward) {
    BlockMeasurement root = Forwards.root(forward);
    double least = Math.max(size, legalSize(forward));
    Growth outermost = null;
    for (Map.Entry<String, List<BlockMeasurement>> level : levels(forward, root).entrySet()) {
      List<BlockMeasurement> blocks = level.getValue();
      boolean top = level.getKey().equals(root.block());
      Growth growthHere = growth(top ? blocks.subList(0, blocks.size() - 1) : blocks, least);
      boolean further =
          outermost == null || (growthHere != null && level.getKey().length() < outermost.depth);
      if (growthHere != null && (top || further)) {
        growthHere.depth = top ? 0 : level.getKey().length();
        outermost = growthHere;
      }
    }
    return outermost;
  }

  /** What hidden outputs may have where the labels set the scale. */
  private static double legalSize(ForwardMeasurement forward) {
    LossInfo.Kind kind = forward.loss().kind();
    if (kind == LossInfo.Kind.SOFTMAX || kind == LossInfo.Kind.BINARY) {
      return 0;
    }
    return forward.labels() == null || forward.labels().stats() == null
        ? ABOVE_UNKNOWN
        : ABOVE_LABELS * Math.max(1, forward.labels().stats().rms());
  }

  /** Outputs by the block in which they stand. */
  private static Map<String, List<BlockMeasurement>> levels(
      ForwardMeasurement forward, BlockMeasurement root) {
    Map<String, List<BlockMeasurement>> levels = new LinkedHashMap<>();
    if (root == null) {
      return levels;
    }
    List<BlockMeasurement> inside = new ArrayList<>();
    for (BlockMeasurement b : forward.blocks()) {
      if (!b.isFunction() && b != root) {
        inside.add(b);
      }
    }
    for (BlockMeasurement b : inside) {
      String parent = root.block();
      int longest = 0;
      for (BlockMeasurement other : inside) {
        String path = other.block();
        if (path.length() > longest && b.block().startsWith(path + "_")) {
          parent = path;
          longest = path.length();
        }
      }
      levels.computeIfAbsent(parent, p -> new ArrayList<>()).add(b);
    }
    return levels;
  }

  private Growth growth(List<BlockMeasurement> blocks, double least) {
    double first = 0;
    double anchor = 0;
    Growth result = new Growth();
    for (BlockMeasurement b : blocks) {
      double rms = b.output() == null ? 0 : b.output().rms();
      if (!(rms > 0)) {
        continue;
      }
      if (anchor == 0) {
        first = rms;
        anchor = rms;
      } else if (rms >= factor * anchor) {
        if (result.jumps == 0) {
          result.first = b;
          result.from = anchor;
        }
        result.jumps++;
        result.largest = b;
        anchor = rms;
      }
    }
    result.times = first > 0 ? anchor / first : 0;
    boolean explodes = result.jumps >= jumps && result.times >= growth && anchor >= least;
    return explodes ? result : null;
  }

  /** A chain of jumps. */
  private static final class Growth {
    BlockMeasurement first;
    BlockMeasurement largest;
    double from;
    double times;
    int jumps;
    int depth;
  }
}

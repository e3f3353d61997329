package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.run.ForwardMeasurement;
import io.gradprobe.runtime.run.InputMeasurement;
import io.gradprobe.runtime.run.MeasuredStep;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Outputs that cannot tell anything: a softmax over a single unit (always 1), a softmax of what is
 * a softmax already (nearly even, whatever the scores), or the same output for different inputs.
 * Each must be so on some measured steps running.
 *
 * <p>Attention over a single key, weights over the samples of a batch, and a logarithm of a softmax
 * that is normalised again (which changes nothing) are legal. So is a model that begins with zeros
 * and moves, and one that is sure of its answer: a constant 1 or -1 at the end.
 */
public final class DegenerateOutputRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "degenerate-output",
          RuleInfo.Group.DATA,
          Severity.WARNING,
          false,
          "A softmax over one unit, a softmax twice, or the same output for different inputs.",
          "what a softmax is; equality of rows, bit by bit",
          List.of(
              new Threshold("softmax-steps", 3, 1, 1e6, "measured steps running, of a softmax"),
              new Threshold("same-steps", 8, 1, 1e6, "measured steps running, of equal outputs")));

  private static final int MOST = 256;
  private static final String SOFTMAX = "softmax";
  private static final String TWICE = "softmaxTwice";

  /** So many more hits are waited for where the line of a softmax is not known yet. */
  private static final int PATIENCE = 8;

  private final int softmaxSteps;
  private final int sameSteps;
  private final Map<String, Softmax> softmaxes = new HashMap<>();
  private String sameBlock = "";
  private int same;
  private boolean toldSame;

  /** Takes its counts from the thresholds. */
  public DegenerateOutputRule(Thresholds thresholds) {
    softmaxSteps = thresholds.count("softmax-steps");
    sameSteps = thresholds.count("same-steps");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    ForwardMeasurement forward = step.forward();
    if (forward.blocks().isEmpty()) {
      return null;
    }
    Verdict softmax = judgeSoftmaxes(forward.blocks());
    Verdict equal = judgeRows(forward);
    if (softmax != null && equal != null) {
      // The softmax over one unit is why all outputs are alike.
      return softmax;
    }
    return softmax != null ? softmax : equal;
  }

  private Verdict judgeSoftmaxes(List<BlockMeasurement> blocks) {
    Verdict verdict = null;
    Set<String> met = new HashSet<>();
    for (int i = 0; i < blocks.size(); i++) {
      BlockMeasurement b = blocks.get(i);
      BlockMeasurement guilty =
          isOverOneUnit(b) ? b : b.function().equals(TWICE) ? firstOfTwo(blocks, i) : null;
      if (guilty == null) {
        continue;
      }
      String key = guilty.block() + '\n' + (guilty == b ? SOFTMAX : TWICE);
      if (!met.add(key) || (softmaxes.size() >= MOST && !softmaxes.containsKey(key))) {
        continue;
      }
      Softmax s = softmaxes.computeIfAbsent(key, k -> new Softmax());
      s.running++;
      s.location = guilty.location().isEmpty() ? s.location : guilty.location();
      boolean located = !s.location.isEmpty() || s.running >= softmaxSteps + PATIENCE;
      if (verdict == null && !s.told && s.running >= softmaxSteps && located) {
        s.told = true;
        verdict = guilty == b ? overOneUnit(b, s) : twice(guilty, b, s);
      }
    }
    for (Map.Entry<String, Softmax> entry : softmaxes.entrySet()) {
      if (!met.contains(entry.getKey())) {
        entry.getValue().running = 0;
      }
    }
    return verdict;
  }

  /** A softmax of a matrix with one column, whose every element came out as exactly 1. */
  private static boolean isOverOneUnit(BlockMeasurement b) {
    boolean log = b.function().equals("logSoftmax");
    if ((!log && !b.function().equals(SOFTMAX)) || b.output() == null) {
      return false;
    }
    long[] sizes = Forwards.sizes(b.shape());
    double always = log ? 0 : 1;
    return sizes.length == 2
        && sizes[0] > 1
        && sizes[1] == 1
        && b.output().min == always
        && b.output().max == always;
  }

  /** The latest softmax before the second one, of the same shape; null where it was a logarithm. */
  private static BlockMeasurement firstOfTwo(List<BlockMeasurement> blocks, int second) {
    for (int i = second - 1; i >= 0; i--) {
      BlockMeasurement b = blocks.get(i);
      boolean softmax = b.function().equals(SOFTMAX) || b.function().equals(TWICE);
      if (softmax && b.shape().equals(blocks.get(second).shape())) {
        return b;
      }
      if (b.function().equals("logSoftmax") && b.shape().equals(blocks.get(second).shape())) {
        return null;
      }
    }
    return blocks.get(second);
  }

  private static Verdict overOneUnit(BlockMeasurement b, Softmax s) {
    return Verdict.of(
            Severity.WARNING,
            b.block(),
            Where.FORWARD,
            "The softmax in "
                + b.block()
                + " runs over a single unit (output "
                + b.shape()
                + "), so its result is always 1 and nothing is learned through it.",
            "Take a sigmoid for one unit, or give the layer before one unit for each class.")
        .measured(1, 2)
        .at(s.location);
  }

  private static Verdict twice(BlockMeasurement first, BlockMeasurement second, Softmax s) {
    return Verdict.of(
            Severity.WARNING,
            first.block(),
            Where.FORWARD,
            "The result of the softmax in "
                + first.block()
                + " goes straight into another softmax"
                + (second.block().equals(first.block()) ? "" : " (the loss's, or a later block's)")
                + ": probabilities taken for scores give a nearly even distribution.",
            "Leave out the softmax in the model, or take a loss that expects probabilities.")
        .at(s.location);
  }

  private Verdict judgeRows(ForwardMeasurement forward) {
    BlockMeasurement root = Forwards.root(forward);
    boolean varied = false;
    for (InputMeasurement input : forward.inputs()) {
      varied |= !input.equalRows() && input.samples() > 1;
    }
    if (root == null || !varied || !root.equalRows() || isSure(root)) {
      same = 0;
      toldSame = false;
      return null;
    }
    BlockMeasurement first = firstEqual(forward, root);
    same = first.block().equals(sameBlock) ? same + 1 : 1;
    sameBlock = first.block();
    if (toldSame || same < sameSteps) {
      return null;
    }
    toldSame = true;
    return Verdict.of(
            Severity.WARNING,
            first.block(),
            Where.FORWARD,
            "The output of "
                + first.block()
                + " was the same for all samples of a batch on "
                + same
                + " measured steps running, although the inputs differ.",
            "Look in this block for what loses the samples: a factor of 0, an average over the"
                + " samples, a wrong index, units that are all dead.")
        .measured(same, sameSteps);
  }

  /** A constant 1 or -1 is a sigmoid or tanh that is sure of all samples. */
  private static boolean isSure(BlockMeasurement root) {
    return root.output() == null
        || (root.output().min == root.output().max && Math.abs(root.output().max) == 1);
  }

  /** The first of the blocks up to the root from where on all outputs are alike. */
  private static BlockMeasurement firstEqual(ForwardMeasurement forward, BlockMeasurement root) {
    BlockMeasurement first = root;
    List<BlockMeasurement> blocks = forward.blocks();
    for (int i = blocks.indexOf(root) - 1; i >= 0; i--) {
      BlockMeasurement b = blocks.get(i);
      if (b.isFunction()) {
        continue;
      }
      if (!b.equalRows()) {
        break;
      }
      first = b;
    }
    return first;
  }

  private static final class Softmax {
    int running;
    String location = "";
    boolean told;
  }
}

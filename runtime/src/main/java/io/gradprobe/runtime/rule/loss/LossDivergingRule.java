package io.gradprobe.runtime.rule.loss;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.LossSeries;
import java.util.List;

/**
 * The loss runs away. Either at once: several steps running it grows by half and more, to many
 * times what it has ever been. Or slowly: the means of equally long blocks of steps rise, each by
 * more than the one before, as an unstable iteration does. The second is looked for with blocks of
 * many lengths, for at one of them an exponential growth shows clearly. Waves, drifts and steps of
 * difficulty rise too, but do not keep on accelerating.
 */
public final class LossDivergingRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "loss-diverging",
          RuleInfo.Group.LOSS,
          Severity.WARNING,
          false,
          "The loss grows faster and faster.",
          "growth of an unstable iteration is exponential",
          List.of(
              new Threshold("rises", 3, 2, 1e6, "steps running of explosive growth"),
              new Threshold("growth", 1.5, 1, 1e9, "times the step before: explosive growth"),
              new Threshold("times", 100, 1, 1e30, "times the largest loss before"),
              new Threshold("blocks", 8, 4, 64, "blocks running that rise"),
              new Threshold("acceleration", 1.4, 1, 100, "times the rise of the block before"),
              new Threshold("factor", 10, 1, 1e9, "times the best block of that length"),
              new Threshold(
                  "chance", 3, 0, 1e9, "times chance, where the loss is known to have one")));

  private static final int SCALES = 13;
  private static final double SHORTEST = 8;
  private static final double ABRUPT = 1e4;

  private final int rises;
  private final double growth;
  private final double times;
  private final double acceleration;
  private final double factor;
  private final double chance;
  private final RisingBlocks[] scales = new RisingBlocks[SCALES];
  private double highest = Double.NEGATIVE_INFINITY;
  private double base;
  private double before = Double.NaN;
  private int streak;
  private boolean negative;
  private double rearm = Double.NaN;

  /** Takes its limits from the thresholds. */
  public LossDivergingRule(Thresholds thresholds) {
    rises = thresholds.count("rises");
    growth = thresholds.get("growth");
    times = thresholds.get("times");
    acceleration = thresholds.get("acceleration");
    factor = thresholds.get("factor");
    chance = thresholds.get("chance");
    for (int i = 0; i < SCALES; i++) {
      int length = (int) Math.round(SHORTEST * Math.pow(2, i / 2.0));
      scales[i] = new RisingBlocks(length, thresholds.count("blocks"));
    }
  }

  @Override
  public Verdict onLosses(LossSeries series) {
    Verdict verdict = null;
    double least = chance * series.info().chance();
    for (double loss : series.losses()) {
      if (Double.isNaN(loss) || Double.isInfinite(loss)) {
        continue;
      }
      Verdict explosive = explodes(loss, least);
      Verdict slow = accelerates(loss, least);
      if (loss < rearm) {
        rearm = Double.NaN;
      }
      Verdict found = explosive != null ? explosive : slow;
      if (found != null && Double.isNaN(rearm)) {
        rearm = loss / factor;
        verdict = found;
      }
    }
    return verdict;
  }

  private Verdict explodes(double loss, double least) {
    negative |= loss <= 0;
    streak = loss > growth * before ? streak + 1 : 0;
    highest = Math.max(highest, loss);
    base = streak == 0 ? highest : base;
    before = loss;
    boolean far = loss > times * base && streak >= rises;
    boolean abrupt = loss > times * ABRUPT * base && streak >= Math.min(2, rises);
    if (negative || !(far || abrupt) || loss < least) {
      return null;
    }
    return Verdict.of(
            Severity.WARNING,
            Subjects.LOSS,
            Where.BACKWARD,
            "The loss has grown to "
                + Numbers.shown(loss)
                + " within "
                + Subjects.counted(streak, "step")
                + ", "
                + Numbers.shown(loss / base)
                + " times the largest before.",
            "Lower the learning rate, tenfold at first; clip the gradient's norm.")
        .measured(loss, times * base);
  }

  private Verdict accelerates(double loss, double least) {
    Verdict verdict = null;
    for (RisingBlocks blocks : scales) {
      if (!blocks.add(loss) || !blocks.accelerate(acceleration)) {
        continue;
      }
      double last = blocks.last();
      double best = blocks.best();
      // Below zero a factor means nothing: there the way that it came down is the measure.
      double unit = best > 0 ? best : blocks.gained();
      double limit = factor * unit + Math.min(best, 0);
      boolean record = last > blocks.highest() + (last - best) / 2;
      boolean clear = unit > 0 && last >= limit && record;
      if (!clear || last < least || verdict != null) {
        continue;
      }
      verdict =
          Verdict.of(
                  Severity.WARNING,
                  Subjects.LOSS,
                  Where.BACKWARD,
                  "The loss grows faster and faster: from "
                      + Numbers.shown(blocks.oldest())
                      + " to "
                      + Numbers.shown(last)
                      + " over "
                      + blocks.span()
                      + " steps (its best was "
                      + Numbers.shown(best)
                      + ").",
                  "Lower the learning rate, or keep it from rising further; clip the gradient's"
                      + " norm.")
              .measured(last, limit);
    }
    return verdict;
  }
}

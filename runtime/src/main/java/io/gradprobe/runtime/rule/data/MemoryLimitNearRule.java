package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.MemoryRecord;
import java.util.List;

/**
 * The process, native memory included, occupies nearly all that its container or machine has, at
 * several readings running (about one a second).
 */
public final class MemoryLimitNearRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "memory-limit-near",
          RuleInfo.Group.DATA,
          Severity.WARNING,
          false,
          "The process nears the memory of its container or machine.",
          "resident size; control groups",
          List.of(
              new Threshold("share", 0.9, 0, 1, "share of the limit"),
              new Threshold("limit-mib", 0, 0, 1e9, "the limit in MiB; 0: the real one"),
              new Threshold("readings", 2, 1, 1e6, "readings running, four a second")));

  private static final long MIB = 1024 * 1024;

  private final double share;
  private final long limitBytes;
  private final int readings;
  private int running;
  private boolean told;

  /** Takes its limit from the thresholds. */
  public MemoryLimitNearRule(Thresholds thresholds) {
    share = thresholds.get("share");
    limitBytes = Math.round(thresholds.get("limit-mib") * MIB);
    readings = thresholds.count("readings");
  }

  @Override
  public Verdict onMemory(MemoryRecord memory) {
    long limit = limitBytes > 0 ? limitBytes : memory.limit();
    if (limit <= 0 || memory.resident() <= 0) {
      return null;
    }
    double used = (double) memory.resident() / limit;
    boolean near = used >= share;
    running = near ? running + 1 : 0;
    told &= near;
    if (told || running < readings) {
      return null;
    }
    told = true;
    return Verdict.of(
            Severity.WARNING,
            "memory",
            Where.NOWHERE,
            "The process occupies "
                + memory.resident() / MIB
                + " MiB, native memory included: "
                + Numbers.percent(used)
                + " of the "
                + limit / MIB
                + " MiB "
                + (limitBytes > 0 ? "set as its limit" : "of its " + memory.source())
                + ".",
            "Take smaller batches, close tensors early, give Java a smaller heap (-Xmx), or raise"
                + " the limit.")
        .measured(used, share);
  }
}

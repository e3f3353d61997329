package io.gradprobe.runtime.rule.weight;

import io.gradprobe.runtime.observe.WriteObservation;
import io.gradprobe.runtime.run.ParameterInfo;
import java.util.List;

/** Tells parameters that are statistics kept by forward itself from those that are trained. */
final class Statistics {

  private Statistics() {}

  /** Whether the written parameter is a running mean or variance. */
  static boolean isStatistic(WriteObservation write) {
    if (write.run.info() == null) {
      return false;
    }
    List<ParameterInfo> parameters = write.run.info().parameters();
    return write.parameter >= 0
        && write.parameter < parameters.size()
        && parameters.get(write.parameter).role().startsWith("running_");
  }
}

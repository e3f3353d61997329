package io.gradprobe.runtime.observe;

import io.gradprobe.runtime.run.RunInfo;

/** What a rule may know of the run at any moment. */
public interface RunView {
  /** The run's description. */
  RunInfo info();

  /** Optimizer steps completed. */
  long step();

  /** Epoch from 0; -1 where unknown. */
  int epoch();

  /** Backward passes so far. */
  long backwards();

  /** Number of parameters. */
  int parameterCount();

  /** Looks for operations where faults began. */
  default OriginFinder origins() {
    return OriginFinder.NONE;
  }

  /** One parameter's state; index in forward order. */
  ParameterView parameter(int index);
}

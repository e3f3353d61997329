package io.gradprobe.runtime;

import io.gradprobe.runtime.finding.Where;

/**
 * Changes of a run's weights that are no optimizer's and no hand-written step. Guarded by its run.
 */
final class OutsideWrites {
  private final RunState state;

  OutsideWrites(RunState state) {
    this.state = state;
  }

  /**
   * A weight was changed.
   *
   * @param operation such as {@code muli}; empty where only memory shows the change
   * @param observed whether the call that did it is under way on this thread
   */
  void written(int parameter, String operation, boolean observed) {
    ParameterState p = state.parameters[parameter];
    p.writtenOutside = true;
    if (p.shared && !observed) {
      return;
    }
    p.outsideWrites++;
    if (observed) {
      state.locations.mark(Where.WRITE);
    } else {
      state.locations.forget(Where.WRITE);
    }
    state.write.parameter = parameter;
    state.write.operation = operation;
    state.write.frozen = p.isFrozen();
    state.write.optimizerManaged = state.optimizerManaged;
    state.write.writes = p.outsideWrites;
    state.write.trainingBegun = state.steps > 0 || state.backwardsTotal > 0;
    state.write.madeNonFinite = false;
    state.rules.write(state.write);
  }
}

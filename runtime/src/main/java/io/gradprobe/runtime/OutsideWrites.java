package io.gradprobe.runtime;

import io.gradprobe.runtime.finding.Where;

/**
 * Changes of a run's weights that are no optimizer's and no hand-written step. Guarded by its run.
 */
final class OutsideWrites {
  private final RunState state;
  private boolean postponed;

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
    if (observed && p.trainable() && state.optimizerManaged) {
      postpone(p, operation);
      return;
    }
    if (observed) {
      state.locations.mark(Where.WRITE);
    } else {
      state.locations.forget(Where.WRITE);
    }
    tell(parameter, operation);
  }

  /**
   * Keeps what the parameter was before the cycle's first write: a program that perturbs its
   * weights or borrows others (sharpness-aware steps, averaged weights in evaluation) puts them
   * back before the optimizer steps.
   */
  private void postpone(ParameterState p, String operation) {
    if (p.pendingWrite != null) {
      return;
    }
    if (p.beforeWrite == null) {
      p.beforeWrite = new double[(int) Math.min(ParameterState.SAMPLE, p.info.elements())];
      p.afterWrite = new double[p.beforeWrite.length];
    }
    p.beforeWriteSize = p.access.sampleValue(p.beforeWrite);
    p.pendingWrite = operation;
    p.pendingLine = state.locations.locator().here();
    postponed = true;
  }

  /** The optimizer steps: a write that has not been undone by now is one. */
  void stepBegins() {
    if (!postponed) {
      return;
    }
    postponed = false;
    for (int i = 0; i < state.parameters.length; i++) {
      ParameterState p = state.parameters[i];
      if (p.pendingWrite != null) {
        String operation = p.pendingWrite;
        p.pendingWrite = null;
        if (!p.isAsBeforeWrite()) {
          state.locations.set(Where.WRITE, p.pendingLine);
          tell(i, p.isMaskedByWrite() ? "mask" : operation);
        }
      }
    }
  }

  private void tell(int parameter, String operation) {
    ParameterState p = state.parameters[parameter];
    p.outsideWrites++;
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

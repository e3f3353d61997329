package io.gradprobe.collectors.jfr;

import io.gradprobe.runtime.run.BlockInfo;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.ParameterMeasurement;
import io.gradprobe.runtime.run.RunInfo;
import java.util.List;

/** The events that tell what a run is: the run itself, its blocks, its parameters. */
final class RunDescription {
  private final RunInfo info;
  private final String options;
  // What is known of a parameter's state, by place in forward order; null until it was measured.
  private final ParameterState[] states;

  private record ParameterState(boolean trainable, int uses) {}

  RunDescription(RunInfo info, String options) {
    this.info = info;
    this.options = options;
    this.states =
        info.parameters().stream()
            .map(p -> new ParameterState(p.trainable(), -1))
            .toArray(ParameterState[]::new);
  }

  /** Commits everything that is known of the run. */
  void commit() {
    RunEvent run = new RunEvent();
    if (run.shouldCommit()) {
      run.run = info.id();
      run.framework = info.framework();
      run.version = info.version();
      run.engine = info.engine();
      run.kind = info.kind();
      run.name = info.name();
      run.devices = info.devices();
      run.parameters = info.parameters().size();
      run.elements = info.elements();
      run.options = options;
      run.seed = info.seed();
      run.startTimeOfRun = info.startMillis();
      run.commit();
    }
    info.blocks().forEach(this::commit);
    for (int i = 0; i < states.length; i++) {
      commit(info.parameters().get(i), states[i]);
    }
  }

  /** Commits those parameters whose state is not what it was. */
  void update(List<ParameterMeasurement> measured) {
    for (ParameterMeasurement m : measured) {
      int index = m.parameter().index();
      if (index < 0 || index >= states.length) {
        continue;
      }
      ParameterState now = new ParameterState(m.trainable(), m.uses());
      if (!now.equals(states[index])) {
        states[index] = now;
        commit(m.parameter(), now);
      }
    }
  }

  private void commit(BlockInfo block) {
    BlockEvent event = new BlockEvent();
    if (!event.shouldCommit()) {
      return;
    }
    event.run = info.id();
    event.block = block.path();
    event.type = block.type();
    event.parent = block.parent();
    event.order = block.order();
    event.inputs = block.inputs();
    event.outputShape = block.outputShape();
    event.parameters = block.parameters();
    event.trainable = block.trainable();
    event.commit();
  }

  private void commit(ParameterInfo parameter, ParameterState state) {
    ParameterEvent event = new ParameterEvent();
    if (!event.shouldCommit()) {
      return;
    }
    event.run = info.id();
    event.parameter = parameter.name();
    event.block = parameter.block();
    event.role = parameter.role();
    event.shape = parameter.shape();
    event.elements = parameter.elements();
    event.type = parameter.type();
    event.device = parameter.device();
    event.trainable = state.trainable();
    event.optimizer = parameter.optimizer();
    event.usesInForward = state.uses();
    event.commit();
  }
}

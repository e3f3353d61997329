package io.gradprobe.runtime;

import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.run.ForwardMeasurement;
import io.gradprobe.runtime.run.InputMeasurement;
import io.gradprobe.runtime.run.JoinMeasurement;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.ArrayList;
import java.util.List;

/** What probes have read in the forward of the step that is under way. Guarded by its run. */
final class MeasuredForward {
  private String location = "";
  private List<InputMeasurement> inputs = List.of();
  private List<BlockMeasurement> blocks = List.of();
  private List<JoinMeasurement> joins = List.of();
  private LabelMeasurement labels;
  private List<BlockMeasurement> places = List.of();
  private boolean read;

  /** The latest that is known of the loss; outlives the step. */
  LossInfo loss = LossInfo.UNKNOWN;

  /** Whether the step's forward was read already. */
  boolean isRead() {
    return read;
  }

  /** A forward was read. */
  void forward(
      String line,
      List<InputMeasurement> newInputs,
      List<BlockMeasurement> newBlocks,
      List<JoinMeasurement> newJoins) {
    location = line;
    inputs = newInputs;
    blocks = newBlocks;
    joins = newJoins;
    read = true;
  }

  /** Backward has brought gradients to outputs: by their place in the forward, null for none. */
  void gradients(TensorStats[] byOrder) {
    List<BlockMeasurement> tapped = new ArrayList<>(blocks.size());
    for (BlockMeasurement block : blocks) {
      TensorStats gradient = block.order() < byOrder.length ? byOrder[block.order()] : null;
      tapped.add(gradient == null ? block : block.withGradient(gradient));
    }
    blocks = tapped;
  }

  /** Results at places of the user's source were read. */
  void places(List<BlockMeasurement> newPlaces) {
    places = newPlaces;
  }

  /** Labels were read. */
  void labels(LabelMeasurement newLabels) {
    labels = newLabels;
  }

  /** Takes what was read and forgets it. */
  ForwardMeasurement take() {
    ForwardMeasurement taken =
        isAny()
            ? new ForwardMeasurement(location, inputs, blocks, joins, labels, loss, places)
            : loss == LossInfo.UNKNOWN
                ? ForwardMeasurement.NONE
                : new ForwardMeasurement("", List.of(), List.of(), List.of(), null, loss);
    forget();
    return taken;
  }

  private boolean isAny() {
    return read || labels != null || !places.isEmpty();
  }

  /** Forgets what was read of a step that is over. */
  void forget() {
    if (isAny()) {
      read = false;
      places = List.of();
      location = "";
      inputs = List.of();
      blocks = List.of();
      joins = List.of();
      labels = null;
    }
  }
}

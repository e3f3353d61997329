package io.gradprobe.demo.javacpp.support;

import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Two hidden layers and one score a class. */
public final class Classifier extends Module {
  private final LinearImpl fc1;
  private final LinearImpl fc2;
  private final LinearImpl fc3;

  /**
   * @param hidden units in each hidden layer
   * @param outputs scores for one point
   */
  public Classifier(int hidden, int outputs) {
    fc1 = register_module("fc1", new LinearImpl(Blobs.FEATURES, hidden));
    fc2 = register_module("fc2", new LinearImpl(hidden, hidden));
    fc3 = register_module("fc3", new LinearImpl(hidden, outputs));
  }

  /** The scores, (batch, outputs). */
  public Tensor forward(Tensor points) {
    return head(body(points));
  }

  /** What the hidden layers make of the points. */
  public Tensor body(Tensor points) {
    return torch.relu(fc2.forward(torch.relu(fc1.forward(points))));
  }

  /** The scores of what the hidden layers have made. */
  public Tensor head(Tensor hidden) {
    return fc3.forward(hidden);
  }

  /** The last layer. */
  public LinearImpl last() {
    return fc3;
  }
}

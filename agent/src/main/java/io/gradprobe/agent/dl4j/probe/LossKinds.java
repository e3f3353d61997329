package io.gradprobe.agent.dl4j.probe;

import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.run.LossInfo;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossHinge;
import org.nd4j.linalg.lossfunctions.impl.LossL1;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMAE;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;
import org.nd4j.linalg.lossfunctions.impl.LossSquaredHinge;

/**
 * What is known of a network's loss. DL4J's score is the mean over the batch of a sum over outputs,
 * plus regularisation: of what an untrained network gives, only a plain output layer tells, where
 * nothing is added.
 */
final class LossKinds {
  private LossKinds() {}

  /**
   * Describes the loss of a network with one output.
   *
   * @param layer the output layer's configuration
   * @param plain whether the score is that loss alone, with nothing added
   * @param labels the labels of a batch; null where they were not read
   */
  static LossInfo info(Layer layer, boolean plain, LabelMeasurement labels) {
    if (!(layer instanceof BaseOutputLayer output)) {
      return LossInfo.UNKNOWN;
    }
    ILossFunction loss = output.getLossFn();
    int outputs = (int) Math.min(Integer.MAX_VALUE, output.getNOut());
    LossInfo.Kind kind =
        plain && output.getClass() == OutputLayer.class
            ? kind(loss, output, outputs)
            : LossInfo.Kind.OTHER;
    return new LossInfo(
        loss.getClass().getSimpleName(),
        kind,
        kind == LossInfo.Kind.SOFTMAX ? outputs : -1,
        outputs,
        isNonNegative(kind, labels),
        true);
  }

  private static LossInfo.Kind kind(ILossFunction loss, BaseOutputLayer output, int outputs) {
    Class<?> type = loss.getClass();
    if (type == LossMCXENT.class || type == LossNegativeLogLikelihood.class) {
      boolean even = ((LossMCXENT) loss).getWeights() == null;
      boolean softmax = output.getActivationFn() instanceof ActivationSoftmax;
      return even && softmax && outputs > 1 ? LossInfo.Kind.SOFTMAX : LossInfo.Kind.OTHER;
    }
    if (type == LossBinaryXENT.class) {
      boolean even = ((LossBinaryXENT) loss).getWeights() == null;
      boolean sigmoid = output.getActivationFn() instanceof ActivationSigmoid;
      return even && sigmoid && outputs == 1 ? LossInfo.Kind.BINARY : LossInfo.Kind.OTHER;
    }
    if (type == LossL2.class || type == LossMSE.class) {
      return LossInfo.Kind.SQUARED;
    }
    if (type == LossL1.class || type == LossMAE.class) {
      return LossInfo.Kind.ABSOLUTE;
    }
    return type == LossHinge.class || type == LossSquaredHinge.class
        ? LossInfo.Kind.HINGE
        : LossInfo.Kind.OTHER;
  }

  /** A policy's gradient is often made of cross-entropy, with rewards of either sign for labels. */
  private static boolean isNonNegative(LossInfo.Kind kind, LabelMeasurement labels) {
    return switch (kind) {
      case SOFTMAX -> labels != null && labels.oneHot();
      case BINARY -> labels != null && labels.stats().min >= 0 && labels.stats().max <= 1;
      case OTHER -> false;
      default -> true;
    };
  }
}

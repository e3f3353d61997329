package io.gradprobe.agent.dl4j.probe;

import io.gradprobe.agent.BatchReading;
import io.gradprobe.agent.nd4j.probe.ArrayMemory;
import io.gradprobe.agent.nd4j.probe.ArrayReading;
import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.run.InputMeasurement;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.tensor.UnitMeasure;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What is read of one training forward and its loss, in a step that is measured. */
final class NetworkReading {
  private static final int MOST_INPUTS = 16;

  private final NetworkRun owner;
  private final ArrayReading arrays = new ArrayReading();
  private final List<InputMeasurement> inputs = new ArrayList<>();
  private final List<BlockMeasurement> blocks = new ArrayList<>();
  private Layer outputRead;
  private LossInfo loss;
  private LabelMeasurement labels;
  private int losses;
  private long nanos;

  NetworkReading(NetworkRun owner) {
    this.owner = owner;
  }

  /** Reads what goes into the network. */
  void inputs(INDArray[] all) {
    long begin = System.nanoTime();
    int n = all == null ? 0 : Math.min(all.length, MOST_INPUTS);
    for (int i = 0; i < n; i++) {
      InputMeasurement input =
          ArrayMemory.isReadable(all[i])
              ? arrays.input(all[i], n == 1 ? "input" : "input" + i, owner.isFresh(i, all[i]))
              : null;
      if (input != null) {
        inputs.add(input);
      }
    }
    nanos += System.nanoTime() - begin;
  }

  /** Reads the output of a hidden layer. */
  void layer(Part part, INDArray output) {
    if (output == null || !output.dataType().isFPType()) {
      return;
    }
    long begin = System.nanoTime();
    if (arrays.stats(output)) {
      String function = function(part.configuration());
      float[] units = units(function, part.configuration(), output);
      // Units are read last: the statistics are of the same array still.
      if (units != null) {
        add(part, function, output, units);
      }
      add(part, "", output, null);
    }
    nanos += System.nanoTime() - begin;
  }

  /** Reads what the output layer's loss is computed from. */
  void output(Part part, INDArray scores) {
    if (outputRead == part.configuration() || !scores.dataType().isFPType()) {
      return;
    }
    outputRead = part.configuration();
    long begin = System.nanoTime();
    if (arrays.stats(scores)) {
      add(part, "", scores, null);
    }
    nanos += System.nanoTime() - begin;
  }

  private void add(Part part, String function, INDArray output, float[] units) {
    blocks.add(
        new BlockMeasurement(
            part.name(),
            part.type(),
            function,
            blocks.size(),
            true,
            part.own(),
            BatchReading.shape(output.shape()),
            ArrayReading.samples(output),
            arrays.stats(),
            units,
            arrays.equalRows()));
  }

  private static String function(Layer layer) {
    IActivation activation =
        layer instanceof BaseLayer base && !(layer instanceof BaseRecurrentLayer)
            ? base.getActivationFn()
            : layer instanceof ActivationLayer only ? only.getActivationFn() : null;
    if (activation instanceof ActivationReLU) {
      return "relu";
    }
    return activation instanceof ActivationSigmoid
        ? "sigmoid"
        : activation instanceof ActivationTanH ? "tanh" : "";
  }

  /** Units of dense and convolutional layers, and of the activations after them. */
  private float[] units(String function, Layer layer, INDArray output) {
    UnitMeasure measure =
        switch (function) {
          case "relu" -> UnitMeasure.POSITIVE;
          case "sigmoid" -> UnitMeasure.SIGMOID_SLOPE;
          case "tanh" -> UnitMeasure.TANH_SLOPE;
          default -> null;
        };
    boolean known =
        layer instanceof DenseLayer
            || layer instanceof ConvolutionLayer
            || (layer instanceof ActivationLayer && output.rank() == 2);
    if (measure == null || !known || output.rank() < 2) {
      return null;
    }
    int axis = axis(layer, output);
    return axis < 0 ? null : arrays.units(output, measure, axis);
  }

  private static int axis(Layer layer, INDArray output) {
    int last = output.rank() - 1;
    long units = layer instanceof FeedForwardLayer forward ? forward.getNOut() : output.size(last);
    return output.size(1) == units ? 1 : output.size(last) == units ? last : -1;
  }

  /**
   * One of the network's losses was computed.
   *
   * @param plain whether the score is that loss alone, with nothing added
   */
  void loss(Layer layer, boolean plain, INDArray from) {
    if (losses++ > 0) {
      // A score that is the sum of several says nothing of one of them.
      loss = LossInfo.UNKNOWN;
      return;
    }
    long begin = System.nanoTime();
    if (ArrayMemory.isReadable(from) && from.rank() <= 2) {
      labels = arrays.labels(from, "label");
    }
    loss = LossKinds.info(layer, plain, labels);
    nanos += System.nanoTime() - begin;
  }

  /** Forward and loss are told. */
  void tell() {
    owner.run().forwardMeasured(inputs, blocks, List.of(), nanos);
    if (loss != null || labels != null) {
      owner.run().lossEvaluated(loss, labels, null, 0);
    }
  }
}

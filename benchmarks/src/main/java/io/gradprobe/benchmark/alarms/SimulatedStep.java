package io.gradprobe.benchmark.alarms;

import java.util.Arrays;

/**
 * What one step of a simulated run is like, before it is put into the records that rules see. A
 * planted fault changes some of it.
 */
final class SimulatedStep {
  /** Steps before this one. */
  long step;

  /** The epoch, from 0. */
  int epoch;

  /** The batch's loss. */
  double loss;

  /** The loss without the batch's scatter. */
  double level;

  /** The loss at the run's begin without scatter. */
  double start;

  /** The loss of a model that knows how frequent the classes are. */
  double chance;

  /** Norm of the weights at the begin. */
  double weightNorm;

  /** Steps of an epoch. */
  int epochSteps;

  /** Learning rate. */
  double rate;

  /** Norm of the whole gradient. */
  double gradient;

  /** Norm of the whole update. */
  double update;

  /** Cosine of update and way down. */
  double cosine;

  /** Factor on each layer's gradient. */
  final double[] gradients;

  /** Factor on each layer's initial weights. */
  final double[] weights;

  /** Factor on each layer's output. */
  final double[] outputs;

  /** Share of a layer's units that are dead or saturated, besides the usual few. */
  double lostUnits;

  /** The larger over the smaller operand of a concatenation; 0 for none. */
  double join;

  /** Factor on the whole input. */
  double inputScale = 1;

  /** Added to the first feature, in units of its deviation. */
  double featureShift;

  /** Factor on the first feature. */
  double featureScale = 1;

  /** Whether the first feature is the same number in all samples. */
  boolean featureConstant;

  /** Whether the batch is the last one once more. */
  boolean repeated;

  /** Times that the first class is as frequent as usual. */
  double odds = 1;

  /** Native tensors alive. */
  double tensors;

  /** Tensors that this step leaves behind, and the line that makes them is known. */
  double leak;

  /** Share of the step's time that passes before forward. */
  double waiting;

  /** Share of its memory that the process occupies. */
  double memory;

  /** Validation loss at the end of an epoch over the training loss. */
  double validation;

  SimulatedStep(int layers) {
    gradients = ones(layers);
    weights = ones(layers);
    outputs = ones(layers);
  }

  private static double[] ones(int count) {
    double[] ones = new double[count];
    Arrays.fill(ones, 1);
    return ones;
  }
}

package io.gradprobe.agent.dl4j.probe;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the two kinds of networks have in common without a common type. */
final class Networks {
  private Networks() {}

  /** What goes into the network in the forward under way. */
  static INDArray[] inputs(Model network) {
    return network instanceof ComputationGraph graph
        ? graph.getInputs()
        : new INDArray[] {((MultiLayerNetwork) network).getInput()};
  }
}

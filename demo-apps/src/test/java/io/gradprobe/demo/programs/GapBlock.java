package io.gradprobe.demo.programs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import io.gradprobe.demo.support.Nets;

/**
 * A small net that appends learned constants to its input (N, F); with 0 constants, as a search
 * over settings may ask for, its parameter has no elements.
 */
final class GapBlock extends AbstractBlock {
  private final int constants;
  private final Parameter learned;
  private final Block net = addChildBlock("net", Nets.tanh(8, 1));

  GapBlock(int constants) {
    this.constants = constants;
    learned =
        addParameter(
            Parameter.builder()
                .setName("learned")
                .setType(Parameter.Type.OTHER)
                .optInitializer(new NormalInitializer())
                .optShape(new Shape(1, constants))
                .build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
    NDArray x = inputs.head();
    NDArray row = store.getValue(learned, x.getDevice(), training);
    NDArray all = row.broadcast(new Shape(x.getShape().get(0), constants));
    return net.forward(store, new NDList(NDArrays.concat(new NDList(x, all), 1)), training);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), 1)};
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
    net.initialize(manager, type, new Shape(shapes[0].get(0), shapes[0].get(1) + constants));
  }
}

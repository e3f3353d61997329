package io.gradprobe.demo.faults;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.util.PairList;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** A block with its own way of loading, which reads only one of the two parts that it saves. */
public final class CheckpointMismatch {
  private static final int STEPS = 120;

  private CheckpointMismatch() {}

  /** Trains on; {@code --fixed} loads both parts. */
  public static void main(String[] argv) throws IOException, MalformedModelException {
    Args args = Args.parse(argv);
    Samples data = Physics.spring(args.seed(), 960);
    byte[] checkpoint = checkpoint();
    Classifier net = new Classifier(args.fixed());
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("spring", net);
        DataInputStream saved = new DataInputStream(new ByteArrayInputStream(checkpoint))) {
      net.loadParameters(model.getNDManager(), saved); // expect: checkpoint-mismatch 02head_weight
      try (Trainer trainer =
          Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.2f), new Shape(1, 3))) {
        for (int step = 0; step < STEPS; step++) {
          try (NDManager batch = trainer.getManager().newSubManager()) {
            NDList x = new NDList(data.inputs(batch, step, 32));
            NDList y = new NDList(data.targets(batch, step, 32));
            NDArray loss;
            try (GradientCollector gc = trainer.newGradientCollector()) {
              loss = trainer.getLoss().evaluate(y, trainer.forward(x));
              gc.backward(loss);
            }
            trainer.step();
            progress.loss(step, loss);
          }
        }
      }
    }
    progress.done();
  }

  /** The parameters of a net of the same make, as another program would have saved them. */
  private static byte[] checkpoint() throws IOException {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      Block net = new Classifier(true);
      net.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
      net.saveParameters(new DataOutputStream(bytes));
      return bytes.toByteArray();
    }
  }

  /** A layer of features, tanh, and a head of three classes. */
  private static final class Classifier extends AbstractBlock {
    private final boolean loadsHead;
    private final Block features = addChildBlock("features", Nets.linear(24));
    private final Block head = addChildBlock("head", Nets.linear(3));

    Classifier(boolean loadsHead) {
      this.loadsHead = loadsHead;
    }

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList in, boolean training, PairList<String, Object> params) {
      NDArray hidden = features.forward(store, in, training).singletonOrThrow().tanh();
      return head.forward(store, new NDList(hidden), training);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
      features.initialize(manager, type, shapes);
      head.initialize(manager, type, features.getOutputShapes(shapes));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] shapes) {
      return head.getOutputShapes(features.getOutputShapes(shapes));
    }

    @Override
    public void loadParameters(NDManager manager, DataInputStream stream)
        throws IOException, MalformedModelException {
      loadMetadata(stream.readByte(), stream);
      features.loadParameters(manager, stream);
      if (loadsHead) {
        head.loadParameters(manager, stream);
      }
    }
  }
}

package io.gradprobe.demo.faults;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
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

/** A checkpoint is loaded after the trainer has taken hold of the arrays that it replaces. */
public final class OptimizerHoldsStaleParameter {
  private static final int STEPS = 120;

  private OptimizerHoldsStaleParameter() {}

  /** Trains; {@code --fixed} loads the checkpoint before there is a trainer. */
  public static void main(String[] argv) throws IOException, MalformedModelException {
    Args args = Args.parse(argv);
    Samples data = Physics.spring(args.seed(), 960);
    byte[] checkpoint = checkpoint();
    Block net = Nets.tanh(16, 3);
    Progress progress = new Progress(STEPS);
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optOptimizer(Nets.sgd(0.2f))
            .optDevices(new Device[] {Device.cpu()});
    try (Model model = Nets.model("spring", net);
        DataInputStream saved = new DataInputStream(new ByteArrayInputStream(checkpoint))) {
      NDManager own = model.getNDManager();
      if (args.fixed()) {
        net.loadParameters(own, saved);
      }
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(1, 3));
        if (!args.fixed()) {
          net.loadParameters(own, saved); // expect: optimizer-holds-stale-parameter 01Linear_weight
        }
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
      Block net = Nets.tanh(16, 3);
      net.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
      net.saveParameters(new DataOutputStream(bytes));
      return bytes.toByteArray();
    }
  }
}

package io.gradprobe.demo.healthy;

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
import io.gradprobe.demo.support.Progress;
import java.util.Random;

/**
 * A variational auto-encoder of points on a noisy curve: noise enters in the middle of the net, and
 * the loss, the negative evidence lower bound of a density, has no natural zero.
 */
public final class VariationalAutoencoder {
  private static final int STEPS = 400;
  private static final int BATCH = 64;
  private static final int WIDTH = 4;
  private static final float NOISE = 0.15f;

  private VariationalAutoencoder() {}

  /** Trains on fresh points. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Random random = new Random(args.seed());
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("curve", new Coder());
        Trainer trainer = Nets.trainer(model, new Bound(), Nets.adam(0.01f), new Shape(1, WIDTH))) {
      for (int step = 0; step < STEPS; step++) {
        float[] points = new float[WIDTH * BATCH];
        for (int i = 0; i < BATCH; i++) {
          double angle = random.nextGaussian();
          for (int f = 0; f < WIDTH; f++) {
            double wave = Math.sin((1 + f / 2) * angle + f % 2 * Math.PI / 2);
            points[i * WIDTH + f] = (float) (wave + NOISE * random.nextGaussian());
          }
        }
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(batch.create(points, new Shape(BATCH, WIDTH)));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(x, trainer.forward(x));
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** The reconstruction's log-density under a fixed noise, and the distance from a unit normal. */
  private static final class Bound extends Loss {
    Bound() {
      super("Bound");
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray drawn = predictions.get(0);
      NDArray mean = predictions.get(1);
      NDArray log = predictions.get(2);
      NDArray error = labels.head().sub(drawn).square().sum(new int[] {1});
      double variance = 2 * NOISE * NOISE;
      double constant = WIDTH / 2.0 * Math.log(2 * Math.PI * variance);
      NDArray density = error.div(2 * variance).add(constant);
      NDArray distance = mean.square().add(log.exp()).sub(log).sub(1).div(2).sum(new int[] {1});
      return density.add(distance).mean();
    }
  }

  /** From points (N, 4) to reconstructions (N, 4), and mean and log-variance of codes (N, 1). */
  private static final class Coder extends AbstractBlock {
    private final Block encoder = addChildBlock("encoder", Nets.tanh(32, 2));
    private final Block decoder = addChildBlock("decoder", Nets.tanh(32, WIDTH));

    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      NDArray coded = encoder.forward(store, inputs, training).head();
      NDArray mean = coded.get(":, 0:1");
      NDArray log = coded.get(":, 1:2");
      NDArray noise = mean.getManager().randomNormal(mean.getShape());
      NDArray code = training ? mean.add(log.div(2).exp().mul(noise)) : mean;
      NDArray drawn = decoder.forward(store, new NDList(code), training).head();
      return new NDList(drawn, mean, log);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      Shape code = new Shape(inputShapes[0].get(0), 1);
      return new Shape[] {inputShapes[0], code, code};
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... shapes) {
      encoder.initialize(manager, type, shapes);
      decoder.initialize(manager, type, new Shape(shapes[0].get(0), 1));
    }
  }
}

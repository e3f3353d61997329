package io.gradprobe.demo.javacpp.healthy;

import io.gradprobe.demo.javacpp.support.Arguments;
import io.gradprobe.demo.javacpp.support.Progress;
import java.util.Random;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.DropoutImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Convolutions, batch-norm and dropout, with an evaluation after every fifty steps. */
public final class ConvNet {
  private static final int SIDE = 8;
  private static final int BATCH = 32;
  private static final int CLASSES = 3;

  private ConvNet() {}

  private static final class Net extends Module {
    private final Conv2dImpl conv;
    private final BatchNorm2dImpl norm;
    private final DropoutImpl dropout;
    private final LinearImpl head;

    Net() {
      conv =
          register_module("conv", new Conv2dImpl(new Conv2dOptions(1, 8, new LongPointer(3, 3))));
      norm = register_module("norm", new BatchNorm2dImpl(new BatchNormOptions(8)));
      dropout = register_module("dropout", new DropoutImpl(0.2));
      head = register_module("head", new LinearImpl(8 * 6 * 6, CLASSES));
    }

    Tensor forward(Tensor images) {
      Tensor features = torch.relu(norm.forward(conv.forward(images)));
      return head.forward(dropout.forward(features.flatten(1, 3)));
    }
  }

  /** Bars at three angles, drawn into noise. */
  private static long[] draw(Random random, float[] images) {
    long[] classes = new long[BATCH];
    for (int n = 0; n < BATCH; n++) {
      classes[n] = random.nextInt(CLASSES);
      int at = random.nextInt(SIDE);
      for (int i = 0; i < SIDE * SIDE; i++) {
        images[n * SIDE * SIDE + i] = 0.5f * (float) random.nextGaussian();
      }
      for (int i = 0; i < SIDE; i++) {
        int row = classes[n] == 0 ? at : i;
        int column = classes[n] == 0 ? i : classes[n] == 1 ? at : (at + i) % SIDE;
        images[(n * SIDE + row) * SIDE + column] += 2;
      }
    }
    return classes;
  }

  /** Trains. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    Random random = new Random(args.seed());
    Progress progress = new Progress();
    Net net = new Net();
    Optimizer optimizer = new Adam(net.parameters(), new AdamOptions(2e-3));
    float[] images = new float[BATCH * SIDE * SIDE];
    for (int step = 0; step < 150; step++) {
      long[] classes = draw(random, images);
      try (PointerScope scope = new PointerScope()) {
        Tensor x = torch.tensor(images).view(BATCH, 1, SIDE, SIDE);
        Tensor y = torch.tensor(classes);
        optimizer.zero_grad();
        Tensor loss = torch.cross_entropy(net.forward(x), y);
        loss.backward();
        optimizer.step();
        progress.loss(loss);
        if (step % 50 == 49) {
          evaluate(net, x, y);
        }
      }
    }
  }

  private static void evaluate(Net net, Tensor x, Tensor y) {
    net.eval();
    try (NoGradGuard off = new NoGradGuard()) {
      for (int i = 0; i < 3; i++) {
        System.out.println("validation " + torch.cross_entropy(net.forward(x), y).item_float());
      }
    }
    net.train(true);
  }
}

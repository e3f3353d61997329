package io.gradprobe.demo.javacpp.healthy;

import io.gradprobe.demo.javacpp.support.Arguments;
import io.gradprobe.demo.javacpp.support.Blobs;
import io.gradprobe.demo.javacpp.support.Classifier;
import io.gradprobe.demo.javacpp.support.Progress;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.LBFGS;
import org.bytedeco.pytorch.LBFGSOptions;
import org.bytedeco.pytorch.LossClosure;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Several optimizers of one model: the first is never used, the second trains half of the steps and
 * the third the rest; at the end LBFGS, which runs backward itself.
 */
public final class SeveralOptimizers {
  private SeveralOptimizers() {}

  /** Trains. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    Blobs data = new Blobs(args.seed(), 32);
    Progress progress = new Progress();
    Classifier net = new Classifier(32, Blobs.CLASSES);
    Optimizer unused = new SGD(net.parameters(), new SGDOptions(1.0));
    Optimizer first = new Adam(net.parameters(), new AdamOptions(1e-3));
    Optimizer then = new SGD(net.parameters(), new SGDOptions(0.02));
    for (int step = 0; step < 200; step++) {
      data.next();
      Optimizer optimizer = step < 100 ? first : then;
      try (PointerScope scope = new PointerScope()) {
        Tensor loss = torch.cross_entropy(net.forward(data.points()), data.classes());
        optimizer.zero_grad();
        loss.backward();
        optimizer.step();
        progress.loss(loss);
      }
    }
    polish(net, data);
    System.out.println("not used: " + unused.param_groups().size() + " group");
  }

  private static void polish(Classifier net, Blobs data) {
    LBFGS optimizer = new LBFGS(net.parameters(), new LBFGSOptions(0.1));
    LossClosure closure =
        new LossClosure() {
          @Override
          public Tensor call() {
            optimizer.zero_grad();
            Tensor loss = torch.cross_entropy(net.forward(data.points()), data.classes());
            loss.backward();
            return loss;
          }
        };
    for (int i = 0; i < 3; i++) {
      System.out.printf("polished: %.4f%n", optimizer.step(closure).item_double());
    }
  }
}

package io.gradprobe.demo.javacpp.faults;

import io.gradprobe.demo.javacpp.support.Arguments;
import io.gradprobe.demo.javacpp.support.Blobs;
import io.gradprobe.demo.javacpp.support.Progress;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.DropoutImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.ReLUImpl;
import org.bytedeco.pytorch.SequentialImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Evaluates a model with dropout in training mode. */
public final class EvaluationInTrainingMode {
  private EvaluationInTrainingMode() {}

  /** Trains; {@code --fixed} switches to evaluation mode and back. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    Blobs data = new Blobs(args.seed(), 32);
    Progress progress = new Progress();
    SequentialImpl net = new SequentialImpl();
    net.push_back(new LinearImpl(Blobs.FEATURES, 32));
    net.push_back(new ReLUImpl());
    net.push_back(new DropoutImpl(0.2));
    net.push_back(new LinearImpl(32, Blobs.CLASSES));
    Optimizer optimizer = new Adam(net.parameters(), new AdamOptions(1e-3));
    for (int step = 0; step < 120; step++) {
      data.next();
      try (PointerScope scope = new PointerScope()) {
        if (step % 20 == 19) {
          if (args.fixed()) {
            net.eval();
          }
          try (NoGradGuard off = new NoGradGuard()) {
            net.forward(data.points());
            net.forward(data.points()); // expect: evaluation-in-training-mode 2
          }
          net.train(true);
        }
        optimizer.zero_grad();
        Tensor loss = torch.cross_entropy(net.forward(data.points()), data.classes());
        loss.backward();
        optimizer.step();
        progress.loss(loss);
      }
    }
  }
}

package io.gradprobe.demo.javacpp.faults;

import io.gradprobe.demo.javacpp.support.Arguments;
import io.gradprobe.demo.javacpp.support.Blobs;
import io.gradprobe.demo.javacpp.support.Classifier;
import io.gradprobe.demo.javacpp.support.Progress;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Poisson regression: the logarithm of a rectified rate, which is zero now and then. */
public final class NonFiniteLoss {
  private NonFiniteLoss() {}

  /** Trains; {@code --fixed} adds a little before the logarithm. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    Blobs data = new Blobs(args.seed(), 32);
    Progress progress = new Progress();
    Classifier net = new Classifier(32, 1);
    Scalar little = new Scalar(1e-2);
    Optimizer optimizer = new SGD(net.parameters(), new SGDOptions(0.01));
    for (int step = 0; step < 60; step++) {
      data.next();
      try (PointerScope scope = new PointerScope()) {
        optimizer.zero_grad();
        Tensor scores = torch.relu(net.forward(data.points()));
        Tensor rates = args.fixed() ? scores.add(little) : scores;
        Tensor counts = data.classes().view(32, 1);
        Tensor loss = rates.sub(counts.mul(rates.log())).mean();
        loss.backward(); // expect: non-finite-loss loss
        optimizer.step();
        progress.loss(loss);
      }
    }
  }
}

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

/** The length of a padded row, which is zero: the loss is finite, its derivative is not. */
public final class NonFiniteGradient {
  private NonFiniteGradient() {}

  /** Trains; {@code --fixed} adds a little under the root. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    Blobs data = new Blobs(args.seed(), 32);
    Progress progress = new Progress();
    Classifier net = new Classifier(32, Blobs.CLASSES);
    Scalar little = new Scalar(1e-6);
    Optimizer optimizer = new SGD(net.parameters(), new SGDOptions(0.01));
    Tensor mask = torch.ones(32, 1);
    mask.get(31).zero_();
    for (int step = 0; step < 60; step++) {
      data.next();
      try (PointerScope scope = new PointerScope()) {
        optimizer.zero_grad();
        Tensor rows = net.forward(data.points()).mul(mask);
        Tensor squares = rows.mul(rows).sum(1);
        Tensor loss = (args.fixed() ? squares.add(little) : squares).sqrt().mean();
        loss.backward(); // expect: non-finite-gradient fc1.weight
        optimizer.step();
        progress.loss(loss);
      }
    }
  }
}

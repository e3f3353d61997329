package io.gradprobe.demo.javacpp.faults;

import io.gradprobe.demo.javacpp.support.Arguments;
import io.gradprobe.demo.javacpp.support.Blobs;
import io.gradprobe.demo.javacpp.support.Classifier;
import io.gradprobe.demo.javacpp.support.Progress;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The learning rate is zero. */
public final class LearningRateZero {
  private LearningRateZero() {}

  /** Trains; {@code --fixed} with a learning rate. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    Blobs data = new Blobs(args.seed(), 32);
    Progress progress = new Progress();
    Classifier net = new Classifier(32, Blobs.CLASSES);
    Optimizer optimizer = new Adam(net.parameters(), new AdamOptions(args.fixed() ? 1e-3 : 0));
    for (int step = 0; step < 120; step++) {
      data.next();
      try (PointerScope scope = new PointerScope()) {
        optimizer.zero_grad();
        Tensor loss = torch.cross_entropy(net.forward(data.points()), data.classes());
        loss.backward();
        optimizer.step(); // expect: learning-rate-zero fc1.weight
        progress.loss(loss);
      }
    }
  }
}

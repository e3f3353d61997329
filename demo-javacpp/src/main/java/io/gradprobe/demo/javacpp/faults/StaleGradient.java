package io.gradprobe.demo.javacpp.faults;

import io.gradprobe.demo.javacpp.support.Arguments;
import io.gradprobe.demo.javacpp.support.Blobs;
import io.gradprobe.demo.javacpp.support.Classifier;
import io.gradprobe.demo.javacpp.support.Progress;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Nobody clears the gradients. */
public final class StaleGradient {
  private StaleGradient() {}

  /** Trains; {@code --fixed} clears them before each backward. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    Blobs data = new Blobs(args.seed(), 32);
    Progress progress = new Progress();
    Classifier net = new Classifier(32, Blobs.CLASSES);
    Optimizer optimizer = new SGD(net.parameters(), new SGDOptions(0.01));
    for (int step = 0; step < 120; step++) {
      data.next();
      try (PointerScope scope = new PointerScope()) {
        if (args.fixed()) {
          optimizer.zero_grad();
        }
        Tensor loss = torch.cross_entropy(net.forward(data.points()), data.classes());
        loss.backward(); // expect: stale-gradient fc1.weight
        optimizer.step();
        progress.loss(loss);
      }
    }
  }
}

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

/** The hidden layers are cut off from the loss. */
public final class MissingGradient {
  private MissingGradient() {}

  /** Trains; {@code --fixed} does not detach. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    Blobs data = new Blobs(args.seed(), 32);
    Progress progress = new Progress();
    Classifier net = new Classifier(32, Blobs.CLASSES);
    Optimizer optimizer = new Adam(net.parameters(), new AdamOptions(1e-3));
    for (int step = 0; step < 120; step++) {
      data.next();
      try (PointerScope scope = new PointerScope()) {
        optimizer.zero_grad();
        Tensor hidden = net.body(data.points());
        Tensor scores = net.head(args.fixed() ? hidden : hidden.detach());
        Tensor loss = torch.cross_entropy(scores, data.classes());
        loss.backward(); // expect: missing-gradient fc1.weight
        optimizer.step();
        progress.loss(loss);
      }
    }
  }
}

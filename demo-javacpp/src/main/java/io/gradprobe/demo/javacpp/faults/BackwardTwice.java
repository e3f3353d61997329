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

/** Two backwards through one graph. */
public final class BackwardTwice {
  private BackwardTwice() {}

  /** Trains; {@code --fixed} runs backward once. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    Blobs data = new Blobs(args.seed(), 32);
    Progress progress = new Progress();
    Classifier net = new Classifier(32, Blobs.CLASSES);
    Optimizer optimizer = new Adam(net.parameters(), new AdamOptions(1e-3));
    for (int step = 0; step < 20; step++) {
      data.next();
      try (PointerScope scope = new PointerScope()) {
        optimizer.zero_grad();
        Tensor loss = torch.cross_entropy(net.forward(data.points()), data.classes());
        loss.backward();
        if (!args.fixed()) {
          loss.backward(); // expect: backward-twice loss
        }
        optimizer.step();
        progress.loss(loss);
      }
    }
  }
}

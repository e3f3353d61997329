package io.gradprobe.demo.javacpp;

import io.gradprobe.demo.javacpp.support.Arguments;
import io.gradprobe.demo.javacpp.support.Blobs;
import io.gradprobe.demo.javacpp.support.Classifier;
import io.gradprobe.demo.javacpp.support.Progress;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A training loop whose steps are calls of a method of its own. */
public final class InMethods {
  private InMethods() {}

  /** Trains; with {@code --keep} nobody clears the gradients. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    boolean keeps = List.of(argv).contains("--keep");
    Blobs data = new Blobs(args.seed(), 32);
    Progress progress = new Progress();
    Classifier net = new Classifier(32, Blobs.CLASSES);
    Optimizer optimizer = new Adam(net.parameters(), new AdamOptions(1e-3));
    for (int step = 0; step < 200; step++) {
      data.next();
      train(net, optimizer, data, progress, keeps);
    }
  }

  private static void train(
      Classifier net, Optimizer optimizer, Blobs data, Progress progress, boolean keeps) {
    try (PointerScope scope = new PointerScope()) {
      if (!keeps) {
        optimizer.zero_grad();
      }
      Tensor loss = torch.cross_entropy(net.forward(data.points()), data.classes());
      loss.backward();
      optimizer.step();
      progress.loss(loss);
    }
  }
}

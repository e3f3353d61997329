package io.gradprobe.demo.javacpp.healthy;

import io.gradprobe.demo.javacpp.support.Arguments;
import io.gradprobe.demo.javacpp.support.Blobs;
import io.gradprobe.demo.javacpp.support.Classifier;
import io.gradprobe.demo.javacpp.support.Progress;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Four backwards a step, each loss divided by four. */
public final class Accumulation {
  private Accumulation() {}

  /** Trains. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    Blobs data = new Blobs(args.seed(), 16);
    Progress progress = new Progress();
    Classifier net = new Classifier(32, Blobs.CLASSES);
    Scalar parts = new Scalar(4.0);
    Optimizer optimizer = new Adam(net.parameters(), new AdamOptions(1e-3));
    optimizer.zero_grad();
    for (int step = 0; step < 400; step++) {
      data.next();
      try (PointerScope scope = new PointerScope()) {
        Tensor loss = torch.cross_entropy(net.forward(data.points()), data.classes());
        loss.div(parts).backward();
        if (step % 4 == 3) {
          optimizer.step();
          optimizer.zero_grad();
        }
        progress.loss(loss);
      }
    }
  }
}

package io.gradprobe.demo.javacpp.faults;

import io.gradprobe.demo.javacpp.support.Arguments;
import io.gradprobe.demo.javacpp.support.Blobs;
import io.gradprobe.demo.javacpp.support.Progress;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The learning rate is far too high. */
public final class LossDiverging {
  private LossDiverging() {}

  /** Trains; {@code --fixed} with a fitting one. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    Blobs data = new Blobs(args.seed(), 32);
    Progress progress = new Progress();
    LinearImpl net = new LinearImpl(Blobs.FEATURES, 1);
    Optimizer optimizer = new SGD(net.parameters(), new SGDOptions(args.fixed() ? 0.02 : 0.35));
    for (int step = 0; step < 200; step++) {
      data.next();
      try (PointerScope scope = new PointerScope()) {
        optimizer.zero_grad();
        Tensor loss = torch.mse_loss(net.forward(data.points()), data.targets());
        loss.backward(); // expect: loss-diverging loss
        optimizer.step();
        progress.loss(loss);
      }
    }
  }
}

package io.gradprobe.demo.javacpp.healthy;

import io.gradprobe.demo.javacpp.support.Arguments;
import io.gradprobe.demo.javacpp.support.Blobs;
import io.gradprobe.demo.javacpp.support.Classifier;
import io.gradprobe.demo.javacpp.support.Progress;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.StepLR;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** AdamW with a rate that falls in steps, in one loop with RMSprop on another model. */
public final class ScheduledAdamW {
  private ScheduledAdamW() {}

  /** Trains. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    Blobs data = new Blobs(args.seed(), 32);
    Progress progress = new Progress();
    Classifier net = new Classifier(32, Blobs.CLASSES);
    AdamW optimizer = new AdamW(net.parameters(), new AdamWOptions(2e-3));
    StepLR schedule = new StepLR(optimizer, 50, 0.5);
    LinearImpl line = new LinearImpl(Blobs.FEATURES, 1);
    RMSprop other = new RMSprop(line.parameters(), new RMSpropOptions(1e-2));
    for (int step = 0; step < 200; step++) {
      data.next();
      try (PointerScope scope = new PointerScope()) {
        optimizer.zero_grad();
        Tensor loss = torch.cross_entropy(net.forward(data.points()), data.classes());
        loss.backward();
        optimizer.step();
        schedule.step();
        other.zero_grad();
        Tensor distance = torch.mse_loss(line.forward(data.points()), data.targets());
        distance.backward();
        other.step();
        progress.loss(loss);
        progress.loss(distance);
      }
    }
  }
}

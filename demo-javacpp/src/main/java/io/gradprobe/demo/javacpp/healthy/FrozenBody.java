package io.gradprobe.demo.javacpp.healthy;

import io.gradprobe.demo.javacpp.support.Arguments;
import io.gradprobe.demo.javacpp.support.Blobs;
import io.gradprobe.demo.javacpp.support.Classifier;
import io.gradprobe.demo.javacpp.support.Progress;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Hidden layers that are frozen on purpose, a new last layer that learns. */
public final class FrozenBody {
  private FrozenBody() {}

  /** Trains. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    Blobs data = new Blobs(args.seed(), 32);
    Progress progress = new Progress();
    Classifier net = new Classifier(32, Blobs.CLASSES);
    try (PointerScope scope = new PointerScope()) {
      TensorVector all = net.parameters();
      for (long i = 0; i < all.size() - 2; i++) {
        all.get(i).set_requires_grad(false);
      }
    }
    Optimizer optimizer = new Adam(net.last().parameters(), new AdamOptions(1e-2));
    for (int step = 0; step < 120; step++) {
      data.next();
      try (PointerScope scope = new PointerScope()) {
        optimizer.zero_grad();
        Tensor loss = torch.cross_entropy(net.forward(data.points()), data.classes());
        loss.backward();
        optimizer.step();
        progress.loss(loss);
      }
    }
  }
}

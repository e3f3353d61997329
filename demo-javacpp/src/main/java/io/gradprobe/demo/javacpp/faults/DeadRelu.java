package io.gradprobe.demo.javacpp.faults;

import io.gradprobe.demo.javacpp.support.Arguments;
import io.gradprobe.demo.javacpp.support.Blobs;
import io.gradprobe.demo.javacpp.support.Progress;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Most hidden units begin so far below zero that their ReLU never fires. */
public final class DeadRelu {
  private static final int HIDDEN = 32;

  private DeadRelu() {}

  private static final class Net extends Module {
    private final LinearImpl hidden;
    private final LinearImpl head;

    Net() {
      hidden = register_module("hidden", new LinearImpl(Blobs.FEATURES, HIDDEN));
      head = register_module("head", new LinearImpl(HIDDEN, Blobs.CLASSES));
    }

    Tensor forward(Tensor points) {
      return head.forward(torch.relu(hidden.forward(points)));
    }
  }

  /** Trains; {@code --fixed} leaves the biases as libtorch sets them. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    Blobs data = new Blobs(args.seed(), 64);
    Progress progress = new Progress();
    Net net = new Net();
    if (!args.fixed()) {
      try (NoGradGuard off = new NoGradGuard()) {
        net.hidden.bias().narrow(0, 0, HIDDEN - 4).fill_(new Scalar(-50.0));
      }
    }
    Optimizer optimizer = new Adam(net.parameters(), new AdamOptions(1e-3));
    for (int step = 0; step < 150; step++) {
      data.next();
      try (PointerScope scope = new PointerScope()) {
        optimizer.zero_grad();
        Tensor scores = net.forward(data.points()); // expect: dead-relu Net
        Tensor loss = torch.cross_entropy(scores, data.classes());
        loss.backward();
        optimizer.step();
        progress.loss(loss);
      }
    }
  }
}

package io.gradprobe.demo.javacpp.faults;

import io.gradprobe.demo.javacpp.support.Arguments;
import io.gradprobe.demo.javacpp.support.Blobs;
import io.gradprobe.demo.javacpp.support.Progress;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** SGD by hand on two tensors whose gradients nobody clears. */
public final class BareStaleGradient {
  private BareStaleGradient() {}

  /** Trains; {@code --fixed} clears the gradients after the update. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    Blobs data = new Blobs(args.seed(), 32);
    Progress progress = new Progress();
    Tensor w = torch.zeros(Blobs.FEATURES, 1).set_requires_grad(true);
    Tensor b = torch.zeros(1).set_requires_grad(true);
    Scalar rate = new Scalar(0.02);
    for (int step = 0; step < 120; step++) {
      data.next();
      try (PointerScope scope = new PointerScope()) {
        Tensor loss = torch.mse_loss(data.points().matmul(w).add(b), data.targets());
        loss.backward(); // expect: stale-gradient w
        try (NoGradGuard off = new NoGradGuard()) {
          w.sub_(w.grad().mul(rate));
          b.sub_(b.grad().mul(rate));
          if (args.fixed()) {
            w.mutable_grad().zero_();
            b.mutable_grad().zero_();
          }
        }
        progress.loss(loss);
      }
    }
  }
}

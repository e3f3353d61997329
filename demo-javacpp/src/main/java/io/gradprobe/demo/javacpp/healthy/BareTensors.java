package io.gradprobe.demo.javacpp.healthy;

import io.gradprobe.demo.javacpp.support.Arguments;
import io.gradprobe.demo.javacpp.support.Blobs;
import io.gradprobe.demo.javacpp.support.Progress;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** SGD by hand on tensors, without an optimizer or a module. */
public final class BareTensors {
  private BareTensors() {}

  /** Trains. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    Blobs data = new Blobs(args.seed(), 32);
    Progress progress = new Progress();
    Tensor w = torch.zeros(Blobs.FEATURES, 1).set_requires_grad(true);
    Tensor b = torch.zeros(1);
    b.requires_grad_(true);
    Scalar rate = new Scalar(0.02);
    for (int step = 0; step < 200; step++) {
      data.next();
      try (PointerScope scope = new PointerScope()) {
        Tensor loss = torch.mse_loss(data.points().matmul(w).add(b), data.targets());
        loss.backward();
        try (NoGradGuard off = new NoGradGuard()) {
          for (Tensor parameter : new Tensor[] {w, b}) {
            parameter.sub_(parameter.grad().mul(rate));
            parameter.mutable_grad().zero_();
          }
        }
        progress.loss(loss);
      }
    }
  }
}

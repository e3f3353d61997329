package io.gradprobe.demo.javacpp.faults;

import io.gradprobe.demo.javacpp.support.Arguments;
import io.gradprobe.demo.javacpp.support.Blobs;
import io.gradprobe.demo.javacpp.support.Progress;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SequentialImpl;
import org.bytedeco.pytorch.Tensor;

/** No scope closes what a step makes: it stays until the garbage collector comes. */
public final class TensorLeak {
  private TensorLeak() {}

  /** Trains; {@code --fixed} opens a scope in each step. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    Blobs data = new Blobs(args.seed(), 32);
    Progress progress = new Progress();
    SequentialImpl net = new SequentialImpl();
    net.push_back(new LinearImpl(Blobs.FEATURES, Blobs.CLASSES));
    Optimizer optimizer = new Adam(net.parameters(), new AdamOptions(1e-3));
    for (int step = 0; step < 400; step++) {
      data.next();
      PointerScope scope = args.fixed() ? new PointerScope() : null;
      optimizer.zero_grad();
      Tensor scores = net.forward(data.points());
      Tensor loss =
          scores.mul(scores).sub(scores).exp().log().mean(); // expect: tensor-leak tensors
      loss.backward();
      optimizer.step();
      progress.loss(loss);
      if (scope != null) {
        scope.close();
      }
    }
  }
}

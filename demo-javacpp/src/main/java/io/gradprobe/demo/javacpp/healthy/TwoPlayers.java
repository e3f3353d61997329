package io.gradprobe.demo.javacpp.healthy;

import io.gradprobe.demo.javacpp.support.Arguments;
import io.gradprobe.demo.javacpp.support.Blobs;
import io.gradprobe.demo.javacpp.support.Progress;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.ReLUImpl;
import org.bytedeco.pytorch.SequentialImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A generator and a discriminator, each with an optimizer of its own. */
public final class TwoPlayers {
  private static final int NOISE = 8;
  private static final int BATCH = 32;

  private TwoPlayers() {}

  private static SequentialImpl net(int inputs, int outputs) {
    SequentialImpl net = new SequentialImpl();
    net.push_back(new LinearImpl(inputs, 32));
    net.push_back(new ReLUImpl());
    net.push_back(new LinearImpl(32, outputs));
    return net;
  }

  /** Trains. */
  public static void main(String[] argv) {
    Arguments args = Arguments.parse(argv);
    Blobs data = new Blobs(args.seed(), BATCH);
    Progress progress = new Progress();
    SequentialImpl generator = net(NOISE, Blobs.FEATURES);
    SequentialImpl discriminator = net(Blobs.FEATURES, 1);
    Optimizer ofGenerator = new Adam(generator.parameters(), new AdamOptions(1e-3));
    Optimizer ofDiscriminator = new Adam(discriminator.parameters(), new AdamOptions(1e-3));
    for (int step = 0; step < 150; step++) {
      data.next();
      try (PointerScope scope = new PointerScope()) {
        Tensor ones = torch.ones(BATCH, 1);
        Tensor zeros = torch.zeros(BATCH, 1);
        Tensor fake = generator.forward(torch.randn(BATCH, NOISE));
        ofDiscriminator.zero_grad();
        Tensor real = discriminator.forward(data.points());
        Tensor made = discriminator.forward(fake.detach());
        Tensor loss =
            torch
                .binary_cross_entropy_with_logits(real, ones)
                .add(torch.binary_cross_entropy_with_logits(made, zeros));
        loss.backward();
        ofDiscriminator.step();
        ofGenerator.zero_grad();
        Tensor fooled = torch.binary_cross_entropy_with_logits(discriminator.forward(fake), ones);
        fooled.backward();
        ofGenerator.step();
        progress.loss(loss);
        progress.loss(fooled);
      }
    }
  }
}

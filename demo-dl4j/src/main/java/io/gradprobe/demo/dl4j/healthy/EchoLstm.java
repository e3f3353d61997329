package io.gradprobe.demo.dl4j.healthy;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import java.util.Random;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** An LSTM that says what it heard a moment ago, trained by truncated backpropagation. */
public final class EchoLstm {
  private static final int LENGTH = 20;

  private EchoLstm() {}

  /** Trains. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Random random = new Random(args.seed());
    MultiLayerNetwork network =
        Nets.ready(
            new MultiLayerNetwork(
                Nets.settings(args.seed(), new RmsProp(0.01))
                    .list()
                    .layer(new LSTM.Builder().nIn(2).nOut(12).activation(Activation.TANH).build())
                    .layer(
                        new RnnOutputLayer.Builder(LossFunction.MCXENT)
                            .nIn(12)
                            .nOut(2)
                            .activation(Activation.SOFTMAX)
                            .build())
                    .backpropType(BackpropType.TruncatedBPTT)
                    .tBPTTLength(10)
                    .build()));
    for (int step = 0; step < 80; step++) {
      INDArray heard = Nd4j.zeros(16, 2, LENGTH);
      INDArray said = Nd4j.zeros(16, 2, LENGTH);
      for (int i = 0; i < 16; i++) {
        int before = 0;
        for (int t = 0; t < LENGTH; t++) {
          int now = random.nextInt(2);
          heard.putScalar(i, now, t, 1);
          said.putScalar(i, before, t, 1);
          before = now;
        }
      }
      network.fit(heard, said);
      if (step % 20 == 0) {
        Nets.print("score", network.score());
      }
    }
  }
}

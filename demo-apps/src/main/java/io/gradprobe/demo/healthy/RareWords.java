package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.modality.nlp.DefaultVocabulary;
import ai.djl.modality.nlp.embedding.TrainableWordEmbedding;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import java.util.Random;
import java.util.stream.IntStream;

/** A word embedding of which a batch touches few rows, because most words are rare. */
public final class RareWords {
  private static final int STEPS = 240;
  private static final int BATCH = 32;
  private static final int WORDS = 600;
  private static final int LENGTH = 6;

  private RareWords() {}

  /** Learns which of two topics a short text is about. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Random random = new Random(args.seed());
    Progress progress = new Progress(STEPS);
    DefaultVocabulary vocabulary =
        new DefaultVocabulary(IntStream.range(0, WORDS).mapToObj(i -> "word" + i).toList());
    TrainableWordEmbedding embedding =
        TrainableWordEmbedding.builder().setEmbeddingSize(12).setVocabulary(vocabulary).build();
    SequentialBlock net =
        new SequentialBlock()
            .add(embedding)
            .addSingleton(words -> words.mean(new int[] {1}))
            .add(Nets.linear(2));
    try (Model model = Nets.model("topics", net);
        Trainer trainer =
            Nets.trainer(
                model,
                Loss.softmaxCrossEntropyLoss(),
                Nets.adam(0.02f),
                new Shape(BATCH, LENGTH))) {
      for (int step = 0; step < STEPS; step++) {
        int[] topics = random.ints(BATCH, 0, 2).toArray();
        long[] words = new long[BATCH * LENGTH];
        for (int i = 0; i < words.length; i++) {
          words[i] = embedding.embed("word" + word(topics[i / LENGTH], random));
        }
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(batch.create(words, new Shape(BATCH, LENGTH)));
          NDList y = new NDList(batch.create(topics));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** A word by Zipf's law; three of four words belong to the topic, the others to either. */
  private static int word(int topic, Random random) {
    int rank = (int) Math.pow(WORDS / 2.0, random.nextDouble()) - 1;
    return 2 * rank + (random.nextInt(4) == 0 ? random.nextInt(2) : topic);
  }
}

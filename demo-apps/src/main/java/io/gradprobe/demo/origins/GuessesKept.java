package io.gradprobe.demo.origins;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.util.ArrayList;
import java.util.List;

/** Keeps each step's guesses in a list, detached from the manager that would close them. */
public final class GuessesKept {
  private static final int STEPS = 240;
  private static final int BATCH = 32;

  private GuessesKept() {}

  /** Trains; {@code --fixed} keeps them as numbers. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.spring(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    Guesses guesses = new Guesses(args.fixed());
    Loss crossEntropy = Loss.softmaxCrossEntropyLoss();
    try (Model model = Nets.model("spring", Nets.tanh(16, 3));
        Trainer trainer =
            Nets.trainer(model, crossEntropy, Nets.sgd(0.1f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, BATCH));
          NDList y = new NDList(data.targets(batch, step, BATCH));
          NDList out;
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            out = trainer.forward(x);
            loss = crossEntropy.evaluate(y, out);
            gc.backward(loss);
          }
          trainer.step();
          guesses.add(out.singletonOrThrow());
          progress.loss(step, loss);
        }
      }
      progress.done();
      Progress.line("right: %d of %d", guesses.right(data), STEPS * BATCH);
    }
  }

  /** What the model took each sample for. */
  private static final class Guesses {
    private final List<NDArray> arrays = new ArrayList<>();
    private final List<long[]> numbers = new ArrayList<>();
    private final boolean asNumbers;

    Guesses(boolean asNumbers) {
      this.asNumbers = asNumbers;
    }

    void add(NDArray scores) {
      NDArray guess = scores.argMax(1); // expect: tensor-leak tensors from argMax
      if (asNumbers) {
        numbers.add(guess.toLongArray());
      } else {
        guess.detach();
        arrays.add(guess);
      }
    }

    int right(Samples data) {
      arrays.forEach(guess -> numbers.add(guess.toLongArray()));
      int right = 0;
      for (int i = 0; i < numbers.size() * BATCH; i++) {
        if (numbers.get(i / BATCH)[i % BATCH] == data.target(i % data.size())) {
          right++;
        }
      }
      return right;
    }
  }
}

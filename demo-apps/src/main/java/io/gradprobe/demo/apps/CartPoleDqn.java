package io.gradprobe.demo.apps;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Deep Q-learning on a cart with a pole: a policy net in training and a target net that trails. */
public final class CartPoleDqn {
  private static final int BATCH = 32;
  private static final int RENEWAL = 20;
  private static final float DISCOUNT = 0.9f;

  private CartPoleDqn() {}

  /** Trains for {@code --steps} steps of the optimizer. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    String fault = args.fault("weight-changed-outside-optimizer");
    int steps = args.number("steps", 160);
    Random random = new Random(args.seed());
    Progress progress = new Progress(steps);
    CartPole pole = new CartPole(random);
    List<Move> memory = new ArrayList<>();
    SequentialBlock policy = Nets.tanh(24, 2);
    SequentialBlock target = Nets.tanh(24, 2);
    try (Model model = Nets.model("policy", policy);
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.005f), new Shape(1, 4))) {
      NDManager manager = model.getNDManager();
      Nets.initialize(target, manager, new Shape(1, 4));
      target.freezeParameters(true);
      copy(policy, target);
      ParameterStore store = new ParameterStore(manager, false);
      for (int step = 0; step < steps; step++) {
        try (NDManager batch = manager.newSubManager()) {
          while (memory.size() < 200 + 4 * step) {
            memory.add(play(pole, trainer, batch, random, step));
          }
          Move[] moves = new Move[BATCH];
          Arrays.setAll(moves, i -> memory.get(random.nextInt(memory.size())));
          NDList before = new NDList(states(batch, moves, false));
          NDList after = new NDList(states(batch, moves, true));
          NDArray best = target.forward(store, after, false).get(0).max(new int[] {1});
          NDArray goal = goals(batch, moves, best);
          NDArray mask = actions(batch, moves);
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray value = trainer.forward(before).get(0).mul(mask).sum(new int[] {1});
            loss = trainer.getLoss().evaluate(new NDList(goal), new NDList(value));
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
        if (step % RENEWAL == RENEWAL - 1) {
          if (fault.isEmpty()) {
            copy(policy, target);
          } else {
            copy(target, policy);
          }
        }
      }
    }
    progress.done();
  }

  private static void copy(Block from, Block to) {
    for (int i = 0; i < from.getParameters().size(); i++) {
      NDArray source = from.getParameters().valueAt(i).getArray();
      NDArray sink = to.getParameters().valueAt(i).getArray();
      source.copyTo(sink); // expect: weight-changed-outside-optimizer 01Linear_weight
    }
  }

  private static Move play(
      CartPole pole, Trainer trainer, NDManager batch, Random random, int step) {
    float[] before = pole.state();
    int action = random.nextInt(2);
    if (random.nextInt(100) < step) {
      NDArray state = batch.create(before, new Shape(1, 4));
      action = (int) trainer.evaluate(new NDList(state)).get(0).argMax(1).getLong(0);
    }
    boolean up = pole.push(action);
    Move move = new Move(before, action, pole.state(), up);
    if (!up) {
      pole.reset();
    }
    return move;
  }

  private static NDArray states(NDManager batch, Move[] moves, boolean after) {
    float[] flat = new float[moves.length * 4];
    for (int i = 0; i < moves.length; i++) {
      System.arraycopy(after ? moves[i].after : moves[i].before, 0, flat, 4 * i, 4);
    }
    return batch.create(flat, new Shape(moves.length, 4));
  }

  private static NDArray actions(NDManager batch, Move[] moves) {
    float[] flat = new float[moves.length * 2];
    for (int i = 0; i < moves.length; i++) {
      flat[2 * i + moves[i].action] = 1;
    }
    return batch.create(flat, new Shape(moves.length, 2));
  }

  private static NDArray goals(NDManager batch, Move[] moves, NDArray best) {
    float[] future = best.toFloatArray();
    for (int i = 0; i < moves.length; i++) {
      future[i] = moves[i].up ? 0.1f + DISCOUNT * future[i] : -1;
    }
    return batch.create(future);
  }

  private record Move(float[] before, int action, float[] after, boolean up) {}

  /** The usual equations of a pole on a cart, in scaled coordinates. */
  private static final class CartPole {
    private final Random random;
    private double x;
    private double speed;
    private double angle;
    private double turn;

    CartPole(Random random) {
      this.random = random;
      reset();
    }

    void reset() {
      x = 0.1 * random.nextGaussian();
      speed = 0.1 * random.nextGaussian();
      angle = 0.05 * random.nextGaussian();
      turn = 0.1 * random.nextGaussian();
    }

    float[] state() {
      return new float[] {(float) x, (float) speed, (float) (10 * angle), (float) turn};
    }

    boolean push(int action) {
      double force = action == 0 ? -10 : 10;
      double swing = (force + 0.05 * turn * turn * Math.sin(angle)) / 1.1;
      double cos = Math.cos(angle);
      double tilt =
          (9.8 * Math.sin(angle) - cos * swing) / (0.5 * (4.0 / 3 - 0.1 * cos * cos / 1.1));
      double push = swing - 0.05 * tilt * cos / 1.1;
      x += 0.02 * speed;
      speed += 0.02 * push;
      angle += 0.02 * turn;
      turn += 0.02 * tilt;
      return Math.abs(x) < 2.4 && Math.abs(angle) < 0.21;
    }
  }
}

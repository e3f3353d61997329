package io.gradprobe.demo.custom.local;

import io.gradprobe.demo.support.Switches;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/** Learns whether three coins show an odd number of heads, with classes that only main knows. */
public final class LocalClasses {
  private LocalClasses() {}

  /** Trains. */
  public static void main(String[] argv) {
    Switches run = Switches.parse(argv, "cut", "no-backward", "log-zero", "zero-rate");
    Random random = new Random(run.seed());

    class Var {
      double value;
      double grad;
      final List<Var> from;
      Consumer<Var> push = v -> {};

      Var(double value, Var... from) {
        this.value = value;
        this.from = List.of(from);
      }

      Var then(Consumer<Var> push) {
        this.push = push;
        return this;
      }

      Var plus(Var o) {
        return new Var(value + o.value, this, o)
            .then(
                out -> {
                  grad += out.grad;
                  o.grad += out.grad;
                });
      }

      Var times(Var o) {
        return new Var(value * o.value, this, o)
            .then(
                out -> {
                  grad += out.grad * o.value;
                  o.grad += out.grad * value;
                });
      }

      Var tanh() {
        return new Var(Math.tanh(value), this)
            .then(out -> grad += out.grad * (1 - out.value * out.value));
      }

      Var log() {
        return new Var(Math.log(value), this).then(out -> grad += out.grad / value);
      }

      /** Clears the gradients below before it fills them. */
      void backward() {
        List<Var> order = new ArrayList<>();
        collect(order, Collections.newSetFromMap(new IdentityHashMap<>()));
        order.forEach(v -> v.grad = 0);
        grad = 1;
        for (int i = order.size() - 1; i >= 0; i--) {
          order.get(i).push.accept(order.get(i));
        }
      }

      private void collect(List<Var> order, Set<Var> seen) {
        if (seen.add(this)) {
          from.forEach(v -> v.collect(order, seen));
          order.add(this);
        }
      }
    }

    record Unit(Var[] weights, Var bias) {
      Var apply(Var[] x) {
        return IntStream.range(0, x.length)
            .mapToObj(i -> weights[i].times(x[i]))
            .reduce(bias, Var::plus);
      }
    }

    BiFunction<Integer, Double, Unit> unit =
        (inputs, scale) ->
            new Unit(
                IntStream.range(0, inputs)
                    .mapToObj(i -> new Var(scale * random.nextGaussian()))
                    .toArray(Var[]::new),
                new Var(scale * random.nextGaussian()));
    Unit[] hidden = IntStream.range(0, 8).mapToObj(i -> unit.apply(3, 0.8)).toArray(Unit[]::new);
    Unit output = unit.apply(8, 0.5);
    List<Unit> units = new ArrayList<>(List.of(hidden));
    units.add(output);
    DoubleConsumer update =
        rate -> {
          for (Unit u : units) {
            for (Var w : u.weights()) {
              w.value -= rate * w.grad;
            }
            u.bias().value -= rate * u.bias().grad;
          }
        };

    double margin = run.has("log-zero") ? 0 : 1e-3;
    double rate = run.has("log-zero") ? 30 : run.has("zero-rate") ? 0 : 0.4;
    for (int step = 0; step < 600; step++) {
      Var loss = new Var(0);
      for (int n = 0; n < 8; n++) {
        double[] coins = {n % 2 * 2 - 1, n / 2 % 2 * 2 - 1, n / 4 * 2 - 1};
        double odd = coins[0] * coins[1] * coins[2];
        Var[] x = IntStream.range(0, 3).mapToObj(i -> new Var(coins[i])).toArray(Var[]::new);
        Var[] h =
            IntStream.range(0, hidden.length)
                .mapToObj(i -> hidden[i].apply(x).tanh())
                .map(v -> run.has("cut") ? new Var(v.value) : v)
                .toArray(Var[]::new);
        Var right = output.apply(h).tanh().times(new Var(odd)).plus(new Var(1 + margin));
        loss = loss.plus(right.times(new Var(0.5)).log().times(new Var(-1.0 / 8)));
      }
      if (!run.has("no-backward") || step % 4 == 0) {
        // expect[cut]: missing-gradient hidden[0].weights
        // expect[log-zero]: non-finite-loss loss
        loss.backward();
      }
      // expect[no-backward]: step-without-backward hidden[0].weights
      // expect[zero-rate]: weight-not-updating hidden[0].weights
      update.accept(rate);
      if (step % 100 == 0 || step == 599) {
        System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", step, loss.value);
      }
    }
  }
}

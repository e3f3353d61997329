package io.gradprobe.demo.custom.visits;

import io.gradprobe.demo.support.Switches;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A rate that depends on the hour, by one hidden layer. */
public class RateModel {
  private final Switches run;
  private final Unit[] hidden = new Unit[10];
  private final Unit output;
  private final List<Node> trained = new ArrayList<>();

  public RateModel(Random random, Switches run) {
    this.run = run;
    for (int i = 0; i < hidden.length; i++) {
      hidden[i] = new Unit(2, 1, random);
    }
    output = new Unit(hidden.length, 0.3, random);
    for (Unit unit : hidden) {
      unit.addTo(trained, !run.has("left-out"));
    }
    output.addTo(trained, true);
  }

  public Node rate(Node... x) {
    Node[] h = new Node[hidden.length];
    for (int i = 0; i < h.length; i++) {
      h[i] = hidden[i].sum(x).tanh(run.has("wrong-backward"));
    }
    Node z = output.sum(h);
    return run.has("log-zero") ? z.relu() : z.exp();
  }

  public void learn(float rate) {
    for (Node p : trained) {
      p.setValue(p.getValue() - rate * p.getGradient());
    }
  }

  public void clearGradients() {
    for (Unit unit : hidden) {
      unit.clear();
    }
    output.clear();
  }

  private static class Unit {
    private final Node[] weights;
    private final Node bias;

    Unit(int inputs, double scale, Random random) {
      weights = new Node[inputs];
      for (int i = 0; i < inputs; i++) {
        weights[i] = new Node((float) (scale * random.nextGaussian()));
      }
      bias = new Node((float) (scale * random.nextGaussian()));
    }

    Node sum(Node[] x) {
      Node sum = bias;
      for (int i = 0; i < x.length; i++) {
        sum = sum.plus(weights[i].times(x[i]));
      }
      return sum;
    }

    void addTo(List<Node> parameters, boolean withBias) {
      parameters.addAll(List.of(weights));
      if (withBias) {
        parameters.add(bias);
      }
    }

    void clear() {
      for (Node weight : weights) {
        weight.clearGradient();
      }
      bias.clearGradient();
    }
  }
}

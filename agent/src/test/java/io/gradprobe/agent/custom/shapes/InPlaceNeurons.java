package io.gradprobe.agent.custom.shapes;

/** Shape D: neurons whose weights are changed inside back-propagation. */
public final class InPlaceNeurons {
  private InPlaceNeurons() {}

  static final class Neuron {
    final double[] weights;
    final Neuron[] sources;
    double bias;
    double out;
    double delta;

    Neuron(Neuron... sources) {
      this.sources = sources;
      weights = new double[sources.length];
    }
  }

  static final class Net {
    final Neuron[] inputs = {new Neuron(), new Neuron()};
    final Neuron[] hidden = {new Neuron(inputs), new Neuron(inputs)};
    final Neuron output = new Neuron(hidden);

    double predict(double[] x) {
      for (int i = 0; i < x.length; i++) {
        inputs[i].out = x[i];
      }
      for (Neuron n : hidden) {
        fire(n);
      }
      fire(output);
      return output.out;
    }

    private static void fire(Neuron n) {
      double sum = n.bias;
      for (int i = 0; i < n.sources.length; i++) {
        sum += n.weights[i] * n.sources[i].out;
      }
      n.out = 1 / (1 + Math.exp(-sum));
    }

    void learn(double target, double rate) {
      output.delta = (output.out - target) * output.out * (1 - output.out);
      for (int h = 0; h < hidden.length; h++) {
        Neuron n = hidden[h];
        n.delta = output.delta * output.weights[h] * n.out * (1 - n.out);
        change(n, rate);
      }
      change(output, rate);
    }

    private static void change(Neuron n, double rate) {
      for (int i = 0; i < n.weights.length; i++) {
        n.weights[i] -= rate * n.delta * n.sources[i].out;
      }
      n.bias -= rate * n.delta;
    }
  }

  public static void main(String[] args) {
    Net net = new Net();
    for (int i = 0; i < 1000; i++) {
      net.predict(new double[] {i % 2, i / 2 % 2});
      net.learn(i % 2 ^ i / 2 % 2, 0.5);
    }
  }
}

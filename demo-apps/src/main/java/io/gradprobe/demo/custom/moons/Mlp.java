package io.gradprobe.demo.custom.moons;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A multi-layer perceptron of single values. */
final class Mlp {
  final List<Layer> layers = new ArrayList<>();
  private final boolean cut;

  Mlp(int inputs, int[] sizes, Random random, boolean cut) {
    this.cut = cut;
    int in = inputs;
    for (int size : sizes) {
      layers.add(new Layer(in, size, random));
      in = size;
    }
  }

  Value forward(double[] point) {
    Value[] x = new Value[point.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = new Value(point[i]);
    }
    for (Layer layer : layers) {
      x = layer.forward(x);
      if (cut && layer == layers.get(0)) {
        for (int i = 0; i < x.length; i++) {
          x[i] = new Value(x[i].data);
        }
      }
    }
    return x[0];
  }

  List<Value> parameters() {
    List<Value> all = new ArrayList<>();
    layers.forEach(layer -> all.addAll(layer.parameters()));
    return all;
  }

  /** Neurons side by side. */
  static final class Layer {
    final Neuron[] neurons;

    Layer(int inputs, int outputs, Random random) {
      neurons = new Neuron[outputs];
      for (int i = 0; i < outputs; i++) {
        neurons[i] = new Neuron(inputs, random);
      }
    }

    Value[] forward(Value[] x) {
      Value[] out = new Value[neurons.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = neurons[i].forward(x);
      }
      return out;
    }

    List<Value> parameters() {
      List<Value> all = new ArrayList<>();
      for (Neuron neuron : neurons) {
        all.addAll(List.of(neuron.w));
        all.add(neuron.b);
      }
      return all;
    }
  }

  /** A weighted sum through tanh. */
  static final class Neuron {
    final Value[] w;
    final Value b = new Value(0);

    Neuron(int inputs, Random random) {
      w = new Value[inputs];
      for (int i = 0; i < inputs; i++) {
        w[i] = new Value(random.nextGaussian() / Math.sqrt(inputs));
      }
    }

    Value forward(Value[] x) {
      Value sum = b;
      for (int i = 0; i < w.length; i++) {
        sum = sum.add(w[i].mul(x[i]));
      }
      return sum.tanh();
    }
  }
}

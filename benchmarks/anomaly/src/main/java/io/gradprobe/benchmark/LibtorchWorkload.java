package io.gradprobe.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.FlattenImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.MaxPool2dImpl;
import org.bytedeco.pytorch.MaxPool2dOptions;
import org.bytedeco.pytorch.ReLUImpl;
import org.bytedeco.pytorch.SequentialImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The training of {@link Workload}, one step at a time, by libtorch alone. */
final class LibtorchWorkload {
  private static final double LEARNING_RATE = 1e-4;

  /**
   * Pooling layers are referred to for ever: when their Java objects are collected, the JVM crashes
   * in the next forward of the net, with the agent and without.
   */
  private static final List<MaxPool2dImpl> KEPT = new ArrayList<>();

  private final SequentialImpl net;
  private final long[] inputShape;
  private final Adam adam;
  private final Batches batches;
  private float lastLoss;

  private LibtorchWorkload(SequentialImpl net, long... inputShape) {
    this.net = net;
    this.inputShape = inputShape;
    adam = new Adam(net.parameters(), new AdamOptions(LEARNING_RATE));
    int features = 1;
    for (int i = 1; i < inputShape.length; i++) {
      features *= (int) inputShape[i];
    }
    batches = new Batches((int) inputShape[0], features);
  }

  /** The workload called {@code mlp} or {@code conv}. */
  static LibtorchWorkload named(String name) {
    torch.manual_seed(1);
    return switch (name) {
      case "mlp" -> new LibtorchWorkload(mlp(), 64, 64);
      case "conv" -> new LibtorchWorkload(conv(), 32, 1, 16, 16);
      default -> throw new IllegalArgumentException("no workload " + name);
    };
  }

  private static SequentialImpl mlp() {
    SequentialImpl net = new SequentialImpl();
    net.push_back(new LinearImpl(64, 128));
    net.push_back(new ReLUImpl());
    net.push_back(new LinearImpl(128, 128));
    net.push_back(new ReLUImpl());
    net.push_back(new LinearImpl(128, Batches.CLASSES));
    return net;
  }

  private static SequentialImpl conv() {
    SequentialImpl net = new SequentialImpl();
    net.push_back(convolution(1, 16));
    net.push_back(new ReLUImpl());
    net.push_back(pool());
    net.push_back(convolution(16, 32));
    net.push_back(new ReLUImpl());
    net.push_back(pool());
    net.push_back(new FlattenImpl());
    net.push_back(new LinearImpl(32 * 4 * 4, 64));
    net.push_back(new ReLUImpl());
    net.push_back(new LinearImpl(64, Batches.CLASSES));
    return net;
  }

  private static Conv2dImpl convolution(int channels, int filters) {
    Conv2dOptions options = new Conv2dOptions(channels, filters, new LongPointer(3, 3));
    options.padding().put(new LongPointer(1, 1));
    return new Conv2dImpl(options);
  }

  private static MaxPool2dImpl pool() {
    MaxPool2dImpl pool = new MaxPool2dImpl(new MaxPool2dOptions(new LongPointer(2, 2)));
    KEPT.add(pool);
    return pool;
  }

  /** One optimizer step on the next batch. */
  void step() {
    batches.next();
    try (PointerScope scope = new PointerScope()) {
      Tensor data = torch.tensor(batches.inputs()).view(inputShape);
      Tensor target = torch.tensor(classes(batches.labels()));
      adam.zero_grad();
      Tensor loss = torch.cross_entropy(net.forward(data), target);
      loss.backward();
      lastLoss = loss.item_float();
      adam.step();
    }
  }

  private static long[] classes(float[] labels) {
    long[] classes = new long[labels.length];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (long) labels[i];
    }
    return classes;
  }

  /** The loss of the latest step. */
  float lastLoss() {
    return lastLoss;
  }
}

package io.gradprobe.benchmark.alarms;

import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.run.JoinMeasurement;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.ParameterMeasurement;
import java.util.ArrayList;
import java.util.List;

/**
 * A net of linear layers, each but the last followed by an activation and at times by batch
 * normalisation; layers share the gradient as healthy ones do.
 */
final class SimulatedNet {
  private static final String ROOT = "SequentialBlock";

  /** Half a unit in the last place of float32. */
  private static final double RESOLUTION = 0x1p-25;

  private final int layers;
  private final int units;
  private final boolean normalised;
  private final String activation;
  private final boolean joins;
  private final double usuallyLost;
  private final double[] shares;
  private final double[] memory;
  private final double[] firing;
  private final List<ParameterInfo> parameters = new ArrayList<>();

  SimulatedNet(Noise noise, int inputs, int outputs) {
    layers = 2 + noise.below(7);
    units = noise.oneOf(16, 32, 64);
    normalised = noise.chance(0.3);
    activation = noise.chance(0.6) ? "relu" : noise.chance(0.7) ? "tanh" : "sigmoid";
    joins = noise.chance(0.3);
    usuallyLost = noise.between(0, 0.2);
    shares = new double[layers];
    memory = new double[layers];
    firing = new double[units];
    double fade = noise.between(-0.4, 0.4);
    for (int i = 0; i < layers; i++) {
      // Wide layers have the larger gradient, as they have the larger weights.
      int rows = i == layers - 1 ? outputs : units;
      shares[i] = Math.sqrt(rows) * Math.exp(fade * i + 0.5 * noise.normal());
    }
    for (int i = 0; i < units; i++) {
      firing[i] = i < usuallyLost * units ? 0 : noise.between(0.15, 0.85);
    }
    for (int i = 0; i < layers; i++) {
      add(i, "weight", i == layers - 1 ? outputs : units, i == 0 ? inputs : units);
      add(i, "bias", i == layers - 1 ? outputs : units, 1);
    }
  }

  private void add(int layer, String role, int rows, int columns) {
    String block = linear(layer);
    boolean matrix = role.equals("weight");
    parameters.add(
        new ParameterInfo(
            parameters.size(),
            block + "_" + role,
            block,
            role,
            matrix ? "(" + rows + ", " + columns + ")" : "(" + rows + ")",
            (long) rows * columns,
            "float32",
            "cpu()"));
  }

  private int blocksEach() {
    return normalised ? 3 : 2;
  }

  private String path(int layer, int place, String type) {
    int number = layer * blocksEach() + place + 1;
    return (number < 10 ? "0" : "") + number + type;
  }

  private String linear(int layer) {
    return path(layer, 0, "Linear");
  }

  int layers() {
    return layers;
  }

  /** Euclidean norm of all weights at the begin. */
  double weightNorm() {
    double squares = 0;
    for (ParameterInfo p : parameters) {
      squares += square(initial(p)) * p.elements();
    }
    return Math.sqrt(squares);
  }

  private static double initial(ParameterInfo p) {
    if (!p.role().equals("weight")) {
      return 0.01;
    }
    int columns =
        Integer.parseInt(p.shape().substring(p.shape().indexOf(", ") + 2, p.shape().length() - 1));
    return Math.sqrt(1.5 / columns);
  }

  private static double square(double x) {
    return x * x;
  }

  /** Gradients, weights and updates of a step, and of the layers' slowly changing shares. */
  List<ParameterMeasurement> parameters(SimulatedStep s, boolean updates, Noise noise) {
    double[] sizes = new double[layers];
    double squares = 0;
    for (int i = 0; i < layers; i++) {
      memory[i] = 0.9 * memory[i] + 0.1 * noise.normal();
      sizes[i] = shares[i] * Math.exp(memory[i] + 0.15 * noise.normal());
      squares += square(sizes[i]);
    }
    List<ParameterMeasurement> measured = new ArrayList<>(parameters.size());
    for (ParameterInfo p : parameters) {
      int layer = p.index() / 2;
      double part = sizes[layer] / Math.sqrt(squares) * (p.role().equals("weight") ? 0.97 : 0.24);
      double root = Math.sqrt(p.elements());
      double gradient = s.gradient * s.gradients[layer] * part / root;
      double grown = 1 + 0.3 * Math.log1p(s.step / 1000.0);
      double weight = initial(p) * s.weights[layer] * grown;
      double update = s.update * s.gradients[layer] * part / root;
      boolean changed = update > weight * RESOLUTION;
      double cosine = Math.max(-1, Math.min(1, s.cosine + 0.1 * noise.normal()));
      measured.add(
          new ParameterMeasurement(
              p,
              true,
              true,
              Statistics.normal(p.elements(), gradient, usuallyLost / 2),
              false,
              updates ? Statistics.normal(p.elements(), weight, 0) : null,
              updates ? (changed ? update : 0) : Double.NaN,
              updates ? weight : Double.NaN,
              !updates || changed,
              1,
              updates && changed ? cosine : Double.NaN,
              false,
              true));
    }
    return measured;
  }

  /** Outputs of blocks and functions. */
  List<BlockMeasurement> blocks(SimulatedStep s, int batch, Noise noise) {
    List<BlockMeasurement> blocks = new ArrayList<>();
    double size = 1;
    for (int layer = 0; layer < layers; layer++) {
      size = (0.5 + 0.5 * size) * Math.exp(0.05 * noise.normal()) * s.outputs[layer];
      blocks.add(block(linear(layer), "Linear", "", blocks.size(), 2, batch, size, null));
      if (layer == layers - 1) {
        break;
      }
      if (normalised) {
        String path = path(layer, 1, "BatchNorm");
        size = s.outputs[layer] == 1 ? 1 : size;
        blocks.add(block(path, "BatchNorm", "", blocks.size(), 4, batch, size, null));
      }
      String path = path(layer, blocksEach() - 1, "LambdaBlock");
      size *= activation.equals("relu") ? 0.7 : 0.6;
      float[] alive = alive(layer == 0 ? s.lostUnits : 0, batch, noise);
      blocks.add(block(path, "LambdaBlock", activation, blocks.size(), 0, batch, size, alive));
      blocks.add(block(path, "LambdaBlock", "", blocks.size(), 0, batch, size, null));
    }
    blocks.add(block(ROOT, ROOT, "", blocks.size(), 0, batch, size, null));
    return blocks;
  }

  private BlockMeasurement block(
      String path,
      String type,
      String function,
      int order,
      int own,
      int batch,
      double size,
      float[] alive) {
    boolean bounded = !activation.equals("relu") && type.equals("LambdaBlock");
    return new BlockMeasurement(
        path,
        type,
        function,
        order,
        !type.equals(ROOT),
        own,
        "(" + batch + ", " + units + ")",
        batch,
        bounded
            ? Statistics.within((long) batch * units, -1, 1, 0, Math.min(1, size))
            : Statistics.normal((long) batch * units, size, 0),
        alive,
        false);
  }

  /** How much each unit works in a batch. */
  private float[] alive(double lost, int batch, Noise noise) {
    float[] alive = new float[units];
    for (int i = 0; i < units; i++) {
      double share = i >= units - Math.round(lost * units) ? 0 : firing[i];
      double seen = share + noise.normal() * Math.sqrt(share * (1 - share) / batch);
      alive[i] = (float) (share == 0 ? 0 : Math.max(0, Math.min(1, seen)));
    }
    return alive;
  }

  /** Concatenations and sums. */
  List<JoinMeasurement> joins(SimulatedStep s, Noise noise) {
    List<JoinMeasurement> found = new ArrayList<>();
    if (joins) {
      double[] sum = {Math.exp(0.1 * noise.normal()), 0.3 * Math.exp(0.1 * noise.normal())};
      found.add(new JoinMeasurement(ROOT, "add", sum, SimulatedRun.FORWARD));
    }
    if (s.join > 0) {
      double[] sizes = {1, s.join};
      found.add(new JoinMeasurement(ROOT, "concat", sizes, SimulatedRun.FORWARD));
    }
    return found;
  }

  /** Activation function of the hidden layers. */
  String activation() {
    return activation;
  }
}

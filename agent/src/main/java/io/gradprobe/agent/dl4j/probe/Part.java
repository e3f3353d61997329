package io.gradprobe.agent.dl4j.probe;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One layer of a network, or one vertex of a graph that is no layer. Does not keep it alive.
 *
 * @param name its name
 * @param type simple name of its kind
 * @param configuration the layer's settings; null for a vertex that is none
 * @param layer the layer
 * @param frozen whether it is not trained
 * @param own how many parameters it has itself
 */
record Part(
    String name,
    String type,
    Layer configuration,
    WeakReference<Object> layer,
    boolean frozen,
    int own) {

  /**
   * Describes a part.
   *
   * @param holder what holds its parameters
   * @param layer the layer; null for a vertex that is none
   */
  static Part of(String name, Trainable holder, org.deeplearning4j.nn.api.Layer layer) {
    Layer configuration = layer == null || layer.conf() == null ? null : layer.conf().getLayer();
    Map<String, INDArray> table = holder.paramTable(false);
    return new Part(
        name,
        (configuration == null ? holder : configuration).getClass().getSimpleName(),
        configuration,
        new WeakReference<>(layer == null ? holder : layer),
        layer instanceof FrozenLayer || layer instanceof FrozenLayerWithBackprop,
        table == null ? 0 : table.size());
  }

  /** Whether it behaves otherwise in training than in evaluation. */
  boolean isModeSensitive() {
    return configuration != null
        && (configuration.getIDropout() != null
            || configuration instanceof BatchNormalization
            || configuration instanceof DropoutLayer);
  }

  /** Whether its parameters are changed once more after each step: clipped, normalised. */
  boolean isConstrained() {
    return configuration != null
        && configuration.getConstraints() != null
        && !configuration.getConstraints().isEmpty();
  }

  /** What one of its parameters is in it. */
  String role(String key) {
    if (configuration instanceof BatchNormalization) {
      return switch (key) {
        case "mean" -> "running_mean";
        case "var", "log10stdev" -> "running_var";
        default -> key;
      };
    }
    // A bidirectional layer puts the direction before the name of its layer's parameter.
    boolean prefixed = key.length() > 1 && (key.startsWith("f") || key.startsWith("b"));
    String plain = prefixed ? key.substring(1) : key;
    return switch (plain) {
      case "b" -> "bias";
      case "W", "RW" -> "weight";
      default -> "other";
    };
  }

  /** Whether training moves one of its parameters by a gradient. */
  boolean isTrainable(String key) {
    return !frozen
        && !role(key).startsWith("running_")
        && !(configuration != null && configuration.isPretrainParam(key));
  }

  /**
   * Simple name of what turns a parameter's gradient into its update; empty where there is none.
   */
  static String updater(TrainingConfig settings, String key) {
    Object updater = settings == null ? null : settings.getUpdaterByParam(key);
    return updater == null ? "" : updater.getClass().getSimpleName();
  }

  /** Whether a penalty on a parameter is added to the loss. */
  static boolean isRegularised(TrainingConfig settings, String key) {
    List<?> penalties = settings == null ? null : settings.getRegularizationByParam(key);
    return penalties != null && !penalties.isEmpty();
  }
}

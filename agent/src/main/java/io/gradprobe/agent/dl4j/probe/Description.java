package io.gradprobe.agent.dl4j.probe;

import io.gradprobe.agent.BatchReading;
import io.gradprobe.agent.nd4j.probe.ArrayMemory;
import io.gradprobe.agent.nd4j.probe.ArrayReading;
import io.gradprobe.runtime.run.BlockInfo;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.RunInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network's layers and parameters, by the names that its user knows. Keeps none alive. */
final class Description {
  private final String root;
  private final FlatMemory memory;
  private final long base;
  private final List<Part> parts = new ArrayList<>();
  private final List<BlockInfo> blocks = new ArrayList<>();
  private final List<ParameterInfo> parameters = new ArrayList<>();
  private final List<FlatParameter> accesses = new ArrayList<>();
  private boolean regularised;
  private boolean constrained;

  /** Describes a network that is initialised. */
  Description(Model network, FlatMemory memory) {
    this.memory = memory;
    root = network.getClass().getSimpleName();
    base = ArrayMemory.address(network.params());
    if (network instanceof ComputationGraph graph) {
      vertices(graph);
    } else {
      layers((MultiLayerNetwork) network);
    }
    int trainable = blocks.stream().mapToInt(BlockInfo::trainable).sum();
    blocks.add(0, new BlockInfo(root, root, "", 0, "", "", parameters.size(), trainable, false));
  }

  private void layers(MultiLayerNetwork network) {
    Layer[] layers = network.getLayers();
    for (int i = 0; i < layers.length; i++) {
      String name = layers[i].conf() == null ? null : layers[i].conf().getLayer().getLayerName();
      add(Part.of(name == null ? "layer" + i : name, layers[i], layers[i]), i + "_", layers[i]);
    }
  }

  private void vertices(ComputationGraph graph) {
    GraphVertex[] vertices = graph.getVertices();
    for (int index : graph.topologicalSortOrder()) {
      GraphVertex vertex = vertices[index];
      if (!vertex.isInputVertex()) {
        String name = vertex.getVertexName();
        Layer layer = vertex.hasLayer() ? vertex.getLayer() : null;
        add(Part.of(name, vertex, layer), name + "_", vertex);
      }
    }
  }

  private void add(Part part, String prefix, Trainable holder) {
    int trainable = 0;
    Map<String, INDArray> table = holder.paramTable(false);
    if (table != null) {
      for (Map.Entry<String, INDArray> entry : table.entrySet()) {
        INDArray array = entry.getValue();
        if (array != null && !array.isEmpty()) {
          add(part, prefix, entry.getKey(), array, holder);
          trainable += part.isTrainable(entry.getKey()) ? 1 : 0;
        }
      }
    }
    parts.add(part);
    constrained |= part.isConstrained();
    blocks.add(
        new BlockInfo(
            part.name(),
            part.type(),
            root,
            parts.size(),
            "",
            "",
            part.own(),
            trainable,
            part.isModeSensitive()));
  }

  private void add(Part part, String prefix, String key, INDArray array, Trainable holder) {
    boolean trainable = part.isTrainable(key);
    regularised |= Part.isRegularised(holder.getConfig(), key);
    long[] shape = array.shape();
    parameters.add(
        new ParameterInfo(
            parameters.size(),
            prefix + key,
            part.name(),
            part.role(key),
            BatchReading.shape(shape),
            array.length(),
            ArrayReading.type(array),
            "cpu",
            trainable,
            Part.updater(holder.getConfig(), key)));
    accesses.add(
        new FlatParameter(
            memory,
            (ArrayMemory.address(array) - base) / memory.type().bytes(),
            array.length(),
            // Weights of a dense layer lie column by column, and a column is a unit's.
            array.ordering() == 'f' ? shape[shape.length - 1] : shape[0],
            trainable,
            holder.updaterDivideByMinibatch(key)));
  }

  /** Name of the network as a whole. */
  String root() {
    return root;
  }

  /** Layers and vertices in the order of the forward. */
  List<Part> parts() {
    return parts;
  }

  /** How to read the parameters, in the order in which they lie in memory. */
  List<FlatParameter> accesses() {
    return accesses;
  }

  /** The part that a layer stands for; null where there is none. */
  Part partOf(Object layer) {
    for (Part part : parts) {
      if (part.layer().refersTo(layer)) {
        return part;
      }
    }
    return null;
  }

  /** Whether a penalty on parameters is added to the loss. */
  boolean isRegularised() {
    return regularised;
  }

  /** Whether parameters are changed once more after each step. */
  boolean isConstrained() {
    return constrained;
  }

  /** Describes the run. */
  RunInfo runInfo(Model network) {
    return new RunInfo(
        UUID.randomUUID().toString().substring(0, 8),
        "Deeplearning4j",
        version(),
        "ND4J " + Nd4j.getBackend().getClass().getSimpleName(),
        "trainer",
        "",
        parameters.get(0).device(),
        List.copyOf(blocks),
        List.copyOf(parameters),
        System.currentTimeMillis(),
        network.conf() == null ? "" : Long.toString(network.conf().getSeed()));
  }

  /** DL4J's version by what Maven left in its jar; empty where it did not. */
  private static String version() {
    try (InputStream in =
        MultiLayerNetwork.class.getResourceAsStream(
            "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "");
    } catch (IOException | IllegalArgumentException e) {
      return "";
    }
  }
}

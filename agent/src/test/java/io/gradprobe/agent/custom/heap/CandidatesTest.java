package io.gradprobe.agent.custom.heap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.agent.custom.binding.Accumulation;
import io.gradprobe.agent.custom.binding.MemberRef;
import io.gradprobe.agent.custom.binding.Slot;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CandidatesTest {
  private static final class Value {
    private double data;
    private double grad;
    private final List<Value> children = new ArrayList<>();
    private final Runnable backward = () -> this.grad += data;

    Value(double data) {
      this.data = data;
    }
  }

  private static final class Neuron {
    private final Value[] w = {new Value(1), new Value(2)};
    private final Value b = new Value(3);
  }

  private static final class Mlp {
    private final List<Value> all = new ArrayList<>();
    private final Neuron[][] layers = {{new Neuron(), new Neuron()}, {new Neuron()}};

    Mlp() {
      for (Neuron[] layer : layers) {
        for (Neuron neuron : layer) {
          all.addAll(List.of(neuron.w));
          all.add(neuron.b);
        }
      }
    }
  }

  private static final class Layer {
    private double[][] weights = {{1, 2, 3}, {4, 5, 6}};
    private double[][] dWeights = new double[2][3];
    private final double[] biases = {7, 8};
    private final double[] dBiases = new double[2];
  }

  private record Net(List<Layer> layers, Object helper) {}

  private static final class Storage {
    private final float[] elements = {1, 2, 3, 4};
  }

  private static final class Tensor {
    private final int rows = 2;
    private final int cols = 2;
    private final Storage storage = new Storage();
    private Tensor grad;
  }

  private static BoundSlot slot(Class<?> owner, String value, String gradient) throws Exception {
    return BoundSlot.of(
        0,
        new Slot(List.of(field(owner, value)), List.of(field(owner, gradient)), Accumulation.ADDS),
        owner.getClassLoader());
  }

  private static MemberRef field(Class<?> owner, String name) throws Exception {
    return MemberRef.field(
        owner.getName(), name, owner.getDeclaredField(name).getType().descriptorString());
  }

  private static List<String> names(List<Candidate> candidates) {
    return candidates.stream().map(Candidate::name).toList();
  }

  @Test
  void valuesOfOneArrayAreOneParameterUnderTheNameOfTheSmallestHolder() throws Exception {
    List<Candidate> found =
        Candidates.below(
            List.of(List.of(new Root("model", new Mlp()))),
            List.of(slot(Value.class, "data", "grad")));
    assertEquals(
        List.of(
            "layers[0][0].w",
            "layers[0][0].b",
            "layers[0][1].w",
            "layers[0][1].b",
            "layers[1][0].w",
            "layers[1][0].b"),
        names(found));
    assertEquals("(2)", found.get(0).shape());
    assertEquals("layers[0][0]", found.get(0).block());
  }

  @Test
  void graphsOfValuesAreNotFollowed() throws Exception {
    Mlp model = new Mlp();
    model.layers[0][0].b.children.add(new Value(9));
    List<Candidate> found =
        Candidates.below(
            List.of(List.of(new Root("model", model))), List.of(slot(Value.class, "data", "grad")));
    assertEquals(6, found.size());
  }

  @Test
  void layersAreNamedWithTheirFields() throws Exception {
    Net net = new Net(List.of(new Layer(), new Layer()), "text");
    List<Candidate> found =
        Candidates.below(
            List.of(List.of(new Root("", net))),
            List.of(
                slot(Layer.class, "weights", "dWeights"), slot(Layer.class, "biases", "dBiases")));
    assertEquals(
        List.of("layers[0].weights", "layers[0].biases", "layers[1].weights", "layers[1].biases"),
        names(found));
    assertEquals("(2, 3)", found.get(0).shape());
    assertEquals("weight", found.get(0).info(0, "w").role());
    assertEquals("bias", found.get(1).info(1, "b").role());
  }

  @Test
  void replacedArraysAreReadAnew() throws Exception {
    Layer layer = new Layer();
    HeapParameter weights =
        Candidates.below(
                List.of(List.of(new Root("layer", layer))),
                List.of(slot(Layer.class, "weights", "dWeights")))
            .get(0)
            .access();
    long before = weights.fingerprint();
    assertEquals(0, weights.gradientSquares());
    layer.weights = new double[][] {{1, 2, 3}, {4, 5, 7}};
    layer.dWeights = new double[][] {{3, 0, 0}, {0, 4, 0}};
    assertTrue(before != weights.fingerprint());
    assertEquals(25, weights.gradientSquares());
    TensorStats stats = new TensorStats();
    assertEquals(ReadOutcome.READ, weights.readGradient(stats));
    assertEquals(5, stats.norm, 1e-12);
    double[] sample = new double[6];
    assertEquals(6, weights.sampleValue(sample));
    assertEquals(7, sample[5]);
  }

  @Test
  void gradientMayBeAnotherTensorAndNull() throws Exception {
    Tensor tensor = new Tensor();
    BoundSlot slot =
        BoundSlot.of(
            0,
            new Slot(
                List.of(field(Tensor.class, "storage"), field(Storage.class, "elements")),
                List.of(field(Tensor.class, "grad")),
                Accumulation.ADDS),
            Tensor.class.getClassLoader());
    Map<String, Tensor> byName = new LinkedHashMap<>();
    byName.put("w", tensor);
    Candidate found =
        Candidates.below(List.of(List.of(new Root("p", byName))), List.of(slot)).get(0);
    assertEquals("p[w]", found.name());
    assertEquals("(2, 2)", found.shape());
    assertEquals("float32", found.type());
    TensorStats stats = new TensorStats();
    assertEquals(ReadOutcome.ABSENT, found.access().readGradient(stats));
    assertEquals(-1, found.access().gradientSquares());
    tensor.grad = new Tensor();
    assertEquals(30, found.access().gradientSquares(), 1e-9);
  }

  @Test
  void bareArraysBearTheNamesOfTheirVariables() throws Exception {
    BoundSlot slot =
        BoundSlot.of(
            0,
            new Slot(
                List.of(MemberRef.local("my.Main", "main", "()V", 1, "w")),
                List.of(MemberRef.local("my.Main", "main", "()V", 2, "gw")),
                Accumulation.OVERWRITES),
            CandidatesTest.class.getClassLoader());
    double[][] w = {{0.5, 0.5}, {0.5, 0.5}};
    Root gradient = new Root("gw", new double[][] {{1, 2}, {1, 2}});
    Candidate found = Candidates.bare(slot, new Root("w", w), gradient);
    assertEquals("w", found.name());
    assertEquals("(2, 2)", found.shape());
    assertTrue(found.access().rowsEqual(false));
    assertTrue(found.access().rowsEqual(true));
    gradient.set(new double[][] {{1, 2}, {3, 4}});
    assertTrue(found.access().rowsEqual(false) && !found.access().rowsEqual(true));
    assertEquals(30, found.access().gradientSquares(), 1e-12);
  }

  @Test
  void boxedNumbersInListsAreNumbers() throws Exception {
    BoundSlot slot =
        BoundSlot.of(
            0,
            new Slot(
                List.of(MemberRef.local("my.Main", "main", "()V", 1, "w")),
                List.of(),
                Accumulation.UNKNOWN),
            CandidatesTest.class.getClassLoader());
    List<Double> boxes = new ArrayList<>(List.of(1.0, 2.0));
    Candidate found = Candidates.bare(slot, new Root("w", boxes), null);
    long before = found.access().fingerprint();
    boxes.set(1, 3.0);
    assertTrue(before != found.access().fingerprint());
    assertEquals(ReadOutcome.UNREADABLE, found.access().readGradient(new TensorStats()));
  }

  static final class Unit {
    double[] weights;
    double[] slopes;

    Unit(double... weights) {
      this.weights = weights;
      slopes = new double[weights.length];
    }
  }

  static final class TwoLayers {
    Unit[] hidden = {new Unit(0.5, 0.5), new Unit(0.5, 0.5)};
    Unit[] output = {new Unit(0.1, 0.2)};
  }

  private static boolean isAlike(Candidate row, int times) {
    boolean alike = false;
    for (int i = 0; i < times; i++) {
      alike = row.access().rowsEqual(false) && row.access().rowsEqual(true);
    }
    return alike;
  }

  @Test
  void unitsThatAreObjectsAreComparedWithEachOther() throws Exception {
    TwoLayers net = new TwoLayers();
    List<Candidate> found =
        Candidates.below(
            List.of(List.of(new Root("net", net))), List.of(slot(Unit.class, "weights", "slopes")));
    assertEquals(
        List.of("hidden[0].weights", "hidden[1].weights", "output[0].weights"), names(found));
    Candidate first = found.get(0);
    assertTrue(!isAlike(first, 4), "a gradient of zero proves nothing");
    net.hidden[0].slopes = new double[] {1, 2};
    net.hidden[1].slopes = new double[] {1, 2};
    assertTrue(!isAlike(first, 2), "a target may be the same for all outputs once or twice");
    assertTrue(isAlike(first, 1));
    assertTrue(!isAlike(found.get(2), 4), "there is only one of it");
    net.output[0].weights = new double[] {0.5, 0.5};
    assertTrue(!isAlike(first, 4), "copies of something else");
    net.output[0].weights = new double[] {0.1, 0.2};
    net.hidden[1].slopes[1] = 3;
    assertTrue(!isAlike(first, 4));
  }

  @Test
  void unitsWithoutGradientsShowThemselvesByTheirChange() throws Exception {
    TwoLayers net = new TwoLayers();
    Candidate first =
        Candidates.below(
                List.of(List.of(new Root("net", net))),
                List.of(
                    BoundSlot.of(
                        0,
                        new Slot(
                            List.of(field(Unit.class, "weights")), List.of(), Accumulation.UNKNOWN),
                        Unit.class.getClassLoader())))
            .get(0);
    assertTrue(!isAlike(first, 6), "nothing has changed");
    boolean alike = false;
    for (int step = 1; step <= 3; step++) {
      net.hidden[0].weights[1] -= 0.1;
      net.hidden[1].weights[1] -= 0.1;
      alike = isAlike(first, 1);
    }
    assertTrue(alike);
    net.hidden[0].weights[0] = 0;
    assertTrue(!isAlike(first, 1));
  }
}

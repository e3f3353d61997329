package io.gradprobe.agent.custom.heap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotTest {
  private static double[] cached = {1};

  private static class Layer {
    private final double[][] weights = {{1, 2}, {3}};
    private double[] input;
    private int calls;
    private final Layer next;

    Layer(Layer next) {
      this.next = next;
    }
  }

  private static final class Wide extends Layer {
    private final float[] scale = {0.5f};
    private String name = "wide";

    Wide(Layer next) {
      super(next);
    }
  }

  @Test
  void everythingThatIsReachedIsPutBack() throws Exception {
    Layer last = new Layer(null);
    Wide first = new Wide(last);
    double[] row = last.weights[0];
    Snapshot snapshot = Snapshot.of(List.of(first), List.of());
    first.name = "other";
    first.scale[0] = -0f;
    last.input = new double[] {9};
    last.calls++;
    last.weights[0][1] = Double.NaN;
    last.weights[0] = null;
    snapshot.restore();
    assertEquals("wide", first.name);
    assertEquals(0.5f, first.scale[0]);
    assertNull(last.input);
    assertEquals(0, last.calls);
    assertSame(row, last.weights[0]);
    assertArrayEquals(new double[] {1, 2}, row, 0);
  }

  @Test
  void staticFieldsArePutBack() throws Exception {
    double[] before = cached;
    Snapshot snapshot = Snapshot.of(List.of(), List.of(SnapshotTest.class));
    cached[0] = 2;
    cached = new double[0];
    snapshot.restore();
    assertSame(before, cached);
    assertEquals(1, cached[0]);
  }

  @Test
  void aLaterSnapshotPutsBackWhatAnEarlierOneDoes() throws Exception {
    Layer layer = new Layer(null);
    double[] lost = {1};
    layer.input = lost;
    Snapshot before = Snapshot.of(List.of(layer), List.of());
    layer.input = null;
    lost[0] = 2;
    Snapshot after = Snapshot.after(before, List.of(layer), List.of());
    before.restore();
    assertSame(lost, layer.input);
    assertEquals(1, lost[0]);
    after.restore();
    assertNull(layer.input);
    assertEquals(2, lost[0]);
  }
}

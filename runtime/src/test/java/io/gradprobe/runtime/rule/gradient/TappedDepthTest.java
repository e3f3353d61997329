package io.gradprobe.runtime.rule.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.run.ForwardMeasurement;
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TappedDepthTest {

  /** A forward of linear blocks; NaN for one that was not tapped. */
  private static ForwardMeasurement forward(double... norms) {
    List<BlockMeasurement> blocks = new ArrayList<>();
    for (int i = 0; i < norms.length; i++) {
      BlockMeasurement block =
          new BlockMeasurement(
              "0" + i + "Linear",
              "Linear",
              "",
              i,
              true,
              2,
              "(4, 4)",
              4,
              new TensorStats(),
              null,
              false);
      TensorStats gradient = new TensorStats();
      gradient.norm = norms[i];
      blocks.add(Double.isNaN(norms[i]) ? block : block.withGradient(gradient));
    }
    return new ForwardMeasurement("", List.of(), blocks, List.of(), null, LossInfo.UNKNOWN);
  }

  private static String shown(boolean shrinks, double... norms) {
    TappedDepth depth = new TappedDepth();
    depth.add(forward(norms));
    return depth.shown(shrinks);
  }

  @Test
  void showsWhereItShrinksMost() {
    assertEquals(
        " Norms of the gradient at the blocks' outputs, from the last to the first: 0.5, 0.25,"
            + " 0.001, 0.0005; it shrinks most between 02Linear and 01Linear (0.004 times).",
        shown(true, 0.0005, 0.001, 0.25, 0.5));
  }

  @Test
  void showsWhereItGrowsMost() {
    assertTrue(
        shown(false, 800, 400, 0.5)
            .endsWith("it grows most between 02Linear and 01Linear (800 times)."));
  }

  @Test
  void ofManyTheEndsAreShown() {
    double[] norms = new double[20];
    for (int i = 0; i < norms.length; i++) {
      norms[i] = Math.pow(2, i);
    }
    String text = shown(true, norms);
    assertTrue(text.contains(", ..., 8, 4, 2, 1; "), text);
  }

  @Test
  void saysNothingWhereNothingWasTappedAndRemembersWhatWas() {
    assertEquals("", shown(true, Double.NaN, Double.NaN, Double.NaN));
    assertEquals("", shown(true, 1, 2));
    TappedDepth depth = new TappedDepth();
    depth.add(forward(1, 2, 4));
    depth.add(forward(Double.NaN, Double.NaN, Double.NaN));
    assertTrue(depth.shown(true).contains("4, 2, 1"));
  }
}

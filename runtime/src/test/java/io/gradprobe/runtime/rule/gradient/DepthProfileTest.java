package io.gradprobe.runtime.rule.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.rule.HandParameter;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.ParameterMeasurement;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DepthProfileTest {

  private static ParameterMeasurement measured(String role, String shape, TensorStats gradient) {
    return new ParameterMeasurement(
        new ParameterInfo(0, "p", "", role, shape, 1, "float32", "cpu()"),
        true,
        true,
        gradient,
        gradient == null,
        null,
        Double.NaN,
        Double.NaN,
        true);
  }

  @Test
  void takesMatricesAndLeavesOutTheRest() {
    List<ParameterMeasurement> all =
        List.of(
            measured("weight", "(4)", HandParameter.stats(1, 4)),
            measured("bias", "(4)", HandParameter.stats(2, 4)),
            measured("gamma", "(4)", HandParameter.stats(3, 4)),
            measured("", "(4, 4)", HandParameter.stats(4, 4)),
            measured("", "(4)", HandParameter.stats(5, 4)),
            measured("weight", "(4)", null),
            measured("weight", "(4)", HandParameter.stats(0, 4)));
    DepthProfile weights = DepthProfile.of(all, DepthProfile.Kind.WEIGHT);
    assertEquals(2, weights.size());
    assertEquals(0, weights.index(0));
    assertEquals(3, weights.index(1));
    assertEquals(2.5, weights.median());
    assertEquals(4, weights.largest());
    assertEquals(1, DepthProfile.of(all, DepthProfile.Kind.BIAS).size());
  }

  @Test
  void elementsThatAreZeroDoNotDiluteTheSize() {
    TensorStats sparse = HandParameter.stats(3, 4);
    sparse.count = 4000;
    sparse.zeros = 3996;
    DepthProfile profile =
        DepthProfile.of(List.of(measured("weight", "(1000, 4)", sparse)), DepthProfile.Kind.WEIGHT);
    assertEquals(3, profile.value(0), 1e-12);
  }

  @Test
  void growthTowardsTheInputIsARankCorrelation() {
    assertEquals(1, profile(9, 7, 5, 3, 1).growthTowardsInput());
    assertEquals(-1, profile(1, 3, 5, 7, 9).growthTowardsInput());
    assertEquals(0.8, profile(7, 9, 5, 3, 1).growthTowardsInput(), 1e-12);
  }

  @Test
  void thirdsAreTakenFromTheEnds() {
    DepthProfile profile = profile(1, 2, 3, 4, 5, 6);
    assertEquals(1.5, profile.inputThird());
    assertEquals(5.5, profile.outputThird());
  }

  private static DepthProfile profile(double... sizes) {
    List<ParameterMeasurement> all = new ArrayList<>();
    for (double size : sizes) {
      all.add(measured("weight", "(2, 2)", HandParameter.stats(size, 4)));
    }
    return DepthProfile.of(all, DepthProfile.Kind.WEIGHT);
  }
}

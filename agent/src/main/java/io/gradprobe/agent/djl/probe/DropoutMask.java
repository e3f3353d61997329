package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.pytorch.engine.PtNDArray;

/**
 * What a dropout has multiplied its operand by, found out from its operand and result: nothing is
 * drawn a second time.
 */
final class DropoutMask {
  private DropoutMask() {}

  /**
   * The factors; null where some operand is zero, so that its factor can't be told.
   *
   * @param zeros whether zeros do not matter: the operand comes from a ReLU, which is flat there
   */
  static TapeValue of(PtNDArray operand, PtNDArray result, double rate, boolean zeros) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      if (!zeros && operand.eq(0).any().getBoolean()) {
        return null;
      }
      float factor = 1 / (float) (1 - rate);
      NDArray mask = result.neq(0).toType(result.getDataType(), false).mul(factor);
      return TapeValue.copyOf((PtNDArray) mask, null);
    }
  }
}

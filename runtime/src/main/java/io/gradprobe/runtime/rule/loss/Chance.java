package io.gradprobe.runtime.rule.loss;

import io.gradprobe.runtime.run.LossInfo;

/** Whose losses can be compared with {@link LossInfo#chance()}. */
final class Chance {

  private Chance() {}

  /**
   * Whether backward starts from what a framework's loss has given. One with a level of chance
   * cannot be negative; of what was made from it by a factor that is not known.
   */
  static boolean isKnown(LossInfo info) {
    return info.certain() && info.nonNegative() && !Double.isNaN(info.chance());
  }
}

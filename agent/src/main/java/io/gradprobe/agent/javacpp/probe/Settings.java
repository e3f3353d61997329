package io.gradprobe.agent.javacpp.probe;

import org.bytedeco.pytorch.Adagrad;
import org.bytedeco.pytorch.AdagradOptions;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.OptimizerOptions;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;

/** The settings of an optimizer that no common type of libtorch's tells. */
final class Settings {
  private Settings() {}

  /** The weight decay of a group of parameters; NaN where unknown. */
  static double weightDecay(Optimizer optimizer, OptimizerOptions options) {
    if (optimizer instanceof SGD) {
      return new SGDOptions(options).weight_decay().get();
    }
    if (optimizer instanceof Adam) {
      return new AdamOptions(options).weight_decay().get();
    }
    if (optimizer instanceof AdamW) {
      return new AdamWOptions(options).weight_decay().get();
    }
    if (optimizer instanceof RMSprop) {
      return new RMSpropOptions(options).weight_decay().get();
    }
    return optimizer instanceof Adagrad
        ? new AdagradOptions(options).weight_decay().get()
        : Double.NaN;
  }
}

package io.gradprobe.agent.dl4j.probe;

import io.gradprobe.runtime.TrainingRun;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.learning.config.IUpdater;

/** Learning rates of a network's parameters, which may be several and follow schedules. */
final class Rates {
  private final List<FlatParameter> parameters;
  private final double[] rates;

  /**
   * @param parameters in the order in which they lie in memory
   */
  Rates(List<FlatParameter> parameters) {
    this.parameters = parameters;
    rates = new double[parameters.size()];
  }

  /** Tells the rates of the step under way. The run's own is the largest. */
  void tell(TrainingRun run, BaseMultiLayerUpdater<?> updater, int iteration, int epoch) {
    Arrays.fill(rates, Double.NEGATIVE_INFINITY);
    for (UpdaterBlock block : updater.getUpdaterBlocks()) {
      IUpdater settings = block.getGradientUpdater().getConfig();
      double rate =
          settings.hasLearningRate() ? settings.getLearningRate(iteration, epoch) : Double.NaN;
      for (int i = first(block.getParamOffsetStart());
          i < rates.length && parameters.get(i).offset() < block.getParamOffsetEnd();
          i++) {
        rates[i] = rate;
      }
    }
    double largest = 0;
    boolean known = false;
    for (int i = 0; i < rates.length; i++) {
      if (parameters.get(i).movesByGradient() && !(rates[i] < 0)) {
        known = true;
        largest = Math.max(largest, rates[i]);
      }
    }
    for (int i = 0; i < rates.length; i++) {
      parameters.get(i).still(rates[i] == 0 && largest > 0);
      if (Double.isNaN(largest) || !known) {
        run.parameterUpdated(i);
      } else if (rates[i] != Double.NEGATIVE_INFINITY) {
        run.optimizerUpdate(i, largest, Double.NaN, 1, Double.NaN);
      }
    }
  }

  private int first(long offset) {
    int low = 0;
    int high = parameters.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (parameters.get(middle).offset() < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

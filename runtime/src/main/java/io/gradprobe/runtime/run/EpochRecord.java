package io.gradprobe.runtime.run;

import java.util.Map;

/**
 * The end of an epoch.
 *
 * @param run the run's id
 * @param epoch from 0
 * @param step optimizer steps completed
 * @param trainLoss NaN where unknown
 * @param validationLoss NaN where unknown
 * @param metrics further metrics by name
 */
public record EpochRecord(
    String run,
    int epoch,
    long step,
    double trainLoss,
    double validationLoss,
    Map<String, Double> metrics) {}

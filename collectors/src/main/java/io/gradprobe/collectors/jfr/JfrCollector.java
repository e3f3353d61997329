package io.gradprobe.collectors.jfr;

import static java.util.stream.Collectors.joining;

import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.collector.StepTimer;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.run.EpochRecord;
import io.gradprobe.runtime.run.HistogramRecord;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.OverheadRecord;
import io.gradprobe.runtime.run.ParameterMeasurement;
import io.gradprobe.runtime.run.RunInfo;
import io.gradprobe.runtime.run.RunSummary;
import io.gradprobe.runtime.run.StepRecord;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Evidence as events of the Flight Recorder, in whichever recording is running: ours, the command
 * line's or one that somebody starts later.
 */
final class JfrCollector implements Collector {
  private final RunEvent runType = new RunEvent();
  private final GradientEvent gradientType = new GradientEvent();
  private final WeightEvent weightType = new WeightEvent();
  private final ActivationEvent activationType = new ActivationEvent();
  private final HistogramEvent histogramType = new HistogramEvent();
  private final FindingCommits findings = new FindingCommits();
  private final JfrStepTimer timer = new JfrStepTimer(findings);
  private final Map<String, RunDescription> runs = new LinkedHashMap<>();
  private final String options;
  private boolean wasRecording;

  JfrCollector(String options) {
    this.options = options;
  }

  @Override
  public String name() {
    return "jfr";
  }

  @Override
  public StepTimer stepTimer() {
    return timer;
  }

  @Override
  public void runStarted(RunInfo run) {
    describeToNewRecording();
    RunDescription description = new RunDescription(run, options);
    runs.put(run.id(), description);
    description.commit();
  }

  @Override
  public void step(StepRecord step) {
    describeToNewRecording();
  }

  @Override
  public void measured(MeasuredStep step) {
    RunDescription run = runs.get(step.record().run());
    if (run != null) {
      run.update(step.parameters());
    }
    boolean gradients = gradientType.isEnabled();
    boolean weights = weightType.isEnabled();
    for (ParameterMeasurement parameter : step.parameters()) {
      if (gradients && parameter.gradient() != null) {
        commitGradient(step.record(), parameter);
      }
      if (weights && parameter.weight() != null) {
        commitWeight(step.record(), parameter);
      }
    }
    if (activationType.isEnabled()) {
      for (BlockMeasurement block : step.forward().blocks()) {
        commitActivation(step.record(), block);
      }
      for (BlockMeasurement place : step.forward().places()) {
        commitActivation(step.record(), place);
      }
    }
  }

  @Override
  public boolean wantsRanges() {
    return gradientType.isEnabled() || weightType.isEnabled();
  }

  @Override
  public boolean wantsHistograms() {
    return histogramType.isEnabled();
  }

  @Override
  public void histogram(HistogramRecord histogram) {
    HistogramEvent event = new HistogramEvent();
    if (!event.shouldCommit()) {
      return;
    }
    event.run = histogram.run();
    event.step = histogram.step();
    event.parameter = histogram.parameter();
    event.kind = histogram.kind();
    event.edges = Arrays.stream(histogram.edges()).mapToObj(Double::toString).collect(joining(","));
    event.counts = Arrays.stream(histogram.counts()).mapToObj(Long::toString).collect(joining(","));
    event.commit();
  }

  @Override
  public void epoch(EpochRecord epoch) {
    EpochEvent event = new EpochEvent();
    if (!event.shouldCommit()) {
      return;
    }
    event.run = epoch.run();
    event.epoch = epoch.epoch();
    event.step = epoch.step();
    event.trainLoss = epoch.trainLoss();
    event.validationLoss = epoch.validationLoss();
    event.metrics =
        new TreeMap<>(epoch.metrics())
            .entrySet().stream()
                .map(metric -> metric.getKey() + "=" + metric.getValue())
                .collect(joining(","));
    event.commit();
  }

  @Override
  public void finding(Finding finding) {
    describeToNewRecording();
    findings.commit(finding);
  }

  @Override
  public void overhead(OverheadRecord overhead) {
    describeToNewRecording();
    OverheadEvent event = new OverheadEvent();
    if (!event.shouldCommit()) {
      return;
    }
    event.run = overhead.run();
    event.interval = overhead.intervalNanos();
    event.probeTime = overhead.probeNanos();
    event.share = overhead.share();
    event.samplingInterval = overhead.samplingInterval();
    event.dropped = overhead.dropped();
    event.commit();
  }

  @Override
  public void runEnded(RunSummary summary) {
    runs.remove(summary.run());
    findings.forget(summary.run());
  }

  // A recording may begin in the middle of a run; without this it would not say which run it saw.
  private void describeToNewRecording() {
    boolean recording = runType.isEnabled();
    if (recording && !wasRecording) {
      runs.values().forEach(RunDescription::commit);
    }
    wasRecording = recording;
  }

  private static void commitGradient(StepRecord step, ParameterMeasurement parameter) {
    GradientEvent event = new GradientEvent();
    TensorStats stats = parameter.gradient();
    event.run = step.run();
    event.step = step.step();
    event.parameter = parameter.parameter().name();
    event.shape = parameter.parameter().shape();
    event.norm = stats.norm;
    event.mean = stats.mean;
    event.min = stats.min;
    event.max = stats.max;
    event.zeroFraction = stats.zeroFraction();
    event.nonFinite = stats.nonFinite;
    event.commit();
  }

  private static void commitActivation(StepRecord step, BlockMeasurement block) {
    ActivationEvent event = new ActivationEvent();
    TensorStats stats = block.output();
    event.run = step.run();
    event.step = step.step();
    event.block = block.block();
    event.function = block.function();
    event.shape = block.shape();
    event.norm = stats.norm;
    event.mean = stats.mean;
    event.min = stats.min;
    event.max = stats.max;
    event.zeroFraction = stats.zeroFraction();
    event.saturatedFraction = block.saturatedFraction();
    event.nonFinite = stats.nonFinite;
    event.gradientNorm = block.gradient() == null ? Double.NaN : block.gradient().norm;
    event.commit();
  }

  private static void commitWeight(StepRecord step, ParameterMeasurement parameter) {
    WeightEvent event = new WeightEvent();
    TensorStats stats = parameter.weight();
    event.run = step.run();
    event.step = step.step();
    event.parameter = parameter.parameter().name();
    event.norm = stats.norm;
    event.mean = stats.mean;
    event.min = stats.min;
    event.max = stats.max;
    event.updateRatio = parameter.updateRatio();
    event.nonFinite = stats.nonFinite;
    event.commit();
  }
}

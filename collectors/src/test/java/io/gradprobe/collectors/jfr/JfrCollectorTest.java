package io.gradprobe.collectors.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.collectors.Evidence;
import io.gradprobe.runtime.collector.StepTimer;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.run.ForwardMeasurement;
import io.gradprobe.runtime.run.HistogramRecord;
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.OverheadRecord;
import io.gradprobe.runtime.run.Phase;
import io.gradprobe.runtime.run.RunInfo;
import io.gradprobe.runtime.run.StepRecord;
import io.gradprobe.runtime.run.TensorCensus;
import io.gradprobe.runtime.tensor.TensorStats;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JfrCollectorTest {
  private static final List<String> EVENTS =
      List.of(
          "Run",
          "Block",
          "Parameter",
          "Step",
          "Phase",
          "Gradient",
          "Weight",
          "Activation",
          "Histogram",
          "Epoch",
          "Finding",
          "Overhead");

  @TempDir Path folder;

  private final JfrCollector collector = new JfrCollector("profile=watch");
  private final StepTimer timer = collector.stepTimer();
  private final RunInfo run = Evidence.run("r1");

  @Test
  void everyEventBearsWhatTheRunSent() throws IOException {
    List<RecordedEvent> events =
        record(
            () -> {
              collector.runStarted(run);
              StepRecord step = Evidence.step("r1", 7, 2, true);
              Object whole = timer.stepBegin();
              Object phase = timer.phaseBegin(Phase.FORWARD);
              timer.phaseEnd(phase, "r1", 7, Phase.FORWARD);
              timer.stepEnd(whole, step);
              collector.step(step);
              collector.measured(Evidence.measured(run, step, true));
              collector.epoch(Evidence.epoch("r1", 2, 8));
              collector.finding(
                  Evidence.finding("r1", "dead-relu", Severity.INFO, "01Linear", 7, 1));
              collector.overhead(new OverheadRecord("r1", 1_000_000_000L, 20_000_000L, 8, 3));
            });

    RecordedEvent runEvent = only(events, "Run");
    assertEquals("mlp", runEvent.getString("name"));
    assertEquals(50, runEvent.getLong("elements"));
    assertEquals("profile=watch", runEvent.getString("options"));
    assertEquals("Linear", only(events, "Block").getString("type"));

    RecordedEvent step = only(events, "Step");
    assertEquals(7, step.getLong("step"));
    assertEquals(2, step.getInt("epoch"));
    assertEquals(0.3125, step.getDouble("loss"));
    assertEquals(32, step.getLong("batchSize"));
    assertTrue(step.getBoolean("sampled"));
    assertEquals(Duration.ofMillis(4), step.getDuration("backwardTime"));
    assertEquals(Thread.currentThread().getName(), step.getThread().getJavaName());
    assertNull(step.getStackTrace());

    RecordedEvent phase = only(events, "Phase");
    assertEquals("forward", phase.getString("phase"));
    assertFalse(phase.getStartTime().isBefore(step.getStartTime()));
    assertFalse(phase.getEndTime().isAfter(step.getEndTime()));

    List<RecordedEvent> gradients = named(events, "Gradient");
    assertEquals(2, gradients.size());
    assertEquals("01Linear_weight", gradients.get(0).getString("parameter"));
    assertEquals(0.25, gradients.get(0).getDouble("zeroFraction"));
    assertEquals(2, gradients.get(0).getLong("nonFinite"));
    assertEquals(0.001, named(events, "Weight").get(1).getDouble("updateRatio"), 1e-12);

    assertEquals("Accuracy=0.9", only(events, "Epoch").getString("metrics"));
    assertEquals(0.02, only(events, "Overhead").getDouble("share"), 1e-12);
    RecordedEvent finding = only(events, "Finding");
    assertEquals("INFO", finding.getString("severity"));
    assertEquals("my.Train.main(Train.java:42)", finding.getString("location"));
    assertTrue(Double.isNaN(finding.getDouble("threshold")));
    assertFalse(finding.getStackTrace().getFrames().isEmpty());
  }

  @Test
  void parameterIsToldAgainWhenItsStateChanges() throws IOException {
    List<RecordedEvent> events =
        record(
            () -> {
              collector.runStarted(run);
              collector.measured(Evidence.measured(run, Evidence.step("r1", 0, 0, true), true));
              collector.measured(Evidence.measured(run, Evidence.step("r1", 1, 0, true), true));
              collector.measured(Evidence.measured(run, Evidence.step("r1", 2, 0, true), false));
            });
    assertEquals(
        List.of(true, false),
        named(events, "Parameter").stream()
            .filter(e -> e.getString("parameter").equals("01Linear_bias"))
            .map(e -> e.getBoolean("trainable"))
            .toList());
  }

  @Test
  void activationsAndDistributionsAreEvents() throws IOException {
    TensorStats output = new TensorStats();
    output.count = 8;
    output.zeros = 6;
    output.norm = 2;
    BlockMeasurement relu =
        new BlockMeasurement(
            "02ReLU",
            "LambdaBlock",
            "relu",
            1,
            true,
            0,
            "(2, 4)",
            2,
            output,
            new float[] {0, 0, 0, 0.5f},
            false);
    MeasuredStep plain = Evidence.measured(run, Evidence.step("r1", 0, 0, true), true);
    MeasuredStep step =
        new MeasuredStep(
            plain.record(),
            plain.parameters(),
            0,
            true,
            "",
            "",
            new ForwardMeasurement("", List.of(), List.of(relu), List.of(), null, LossInfo.UNKNOWN),
            TensorCensus.UNKNOWN);
    HistogramRecord histogram =
        new HistogramRecord(
            "r1", 0, "01Linear_weight", "weight", new double[] {-1, 0, 1}, new long[] {3, 5});
    assertFalse(collector.wantsHistograms());
    List<RecordedEvent> events =
        record(
            () -> {
              assertTrue(collector.wantsHistograms());
              collector.runStarted(run);
              collector.measured(step);
              collector.histogram(histogram);
            });
    RecordedEvent activation = only(events, "Activation");
    assertEquals("02ReLU", activation.getString("block"));
    assertEquals("relu", activation.getString("function"));
    assertEquals(0.75, activation.getDouble("zeroFraction"), 1e-12);
    assertEquals(0.75, activation.getDouble("saturatedFraction"), 1e-12);
    assertTrue(Double.isNaN(activation.getDouble("gradientNorm")));
    RecordedEvent told = only(events, "Histogram");
    assertEquals("-1.0,0.0,1.0", told.getString("edges"));
    assertEquals("3,5", told.getString("counts"));
  }

  @Test
  void findingOfTheTrainingThreadIsCommittedOnceForEachCount() throws IOException {
    Finding once = Evidence.finding("r1", "stale-gradient", Severity.ERROR, "w", 1, 1);
    Finding again = Evidence.finding("r1", "stale-gradient", Severity.ERROR, "w", 2, 5);
    Finding observed = Evidence.finding("r1", "dead-relu", Severity.INFO, "w", 2, 1);
    List<RecordedEvent> events =
        record(
            () -> {
              timer.finding(once);
              collector.finding(once);
              collector.finding(again);
              timer.finding(again);
              collector.finding(observed);
            });
    assertEquals(
        List.of("stale-gradient 1", "stale-gradient 5", "dead-relu 1"),
        named(events, "Finding").stream()
            .map(e -> e.getString("rule") + " " + e.getLong("count"))
            .toList());
  }

  @Test
  void recordingThatBeginsDuringTheRunLearnsWhichRunItSees() throws IOException {
    collector.runStarted(run);
    collector.step(Evidence.step("r1", 0, 0, true));
    List<RecordedEvent> events = record(() -> collector.step(Evidence.step("r1", 1, 0, true)));
    assertEquals("r1", only(events, "Run").getString("run"));
    assertEquals(2, named(events, "Parameter").size());
  }

  @Test
  void timerIsOffWhileNothingRecords() {
    assertFalse(timer.isOn());
    assertNull(timer.stepBegin());
    assertNull(timer.phaseBegin(Phase.DATA));
    timer.phaseEnd(null, "r1", 0, Phase.DATA);
    timer.stepEnd(null, Evidence.step("r1", 0, 0, false));
  }

  private List<RecordedEvent> record(Runnable what) throws IOException {
    Path file = folder.resolve("test.jfr");
    try (Recording recording = new Recording()) {
      EVENTS.forEach(name -> recording.enable("gradprobe." + name));
      recording.start();
      assertTrue(timer.isOn());
      what.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .sorted(java.util.Comparator.comparing(RecordedEvent::getEndTime))
        .toList();
  }

  private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(e -> e.getEventType().getName().equals("gradprobe." + name))
        .toList();
  }

  private static RecordedEvent only(List<RecordedEvent> events, String name) {
    List<RecordedEvent> found = named(events, name);
    assertEquals(1, found.size(), name);
    return found.get(0);
  }
}

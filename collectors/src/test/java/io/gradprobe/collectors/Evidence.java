package io.gradprobe.collectors;

import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.run.BlockInfo;
import io.gradprobe.runtime.run.EpochRecord;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.ParameterMeasurement;
import io.gradprobe.runtime.run.RunInfo;
import io.gradprobe.runtime.run.RunSummary;
import io.gradprobe.runtime.run.StepRecord;
import io.gradprobe.runtime.tensor.TensorStats;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a run could have sent to a collector. */
public final class Evidence {
  /** When the runs here began, in milliseconds since the epoch. */
  public static final long START = 1_790_000_000_000L;

  private Evidence() {}

  /** A run of one block with two parameters. */
  public static RunInfo run(String id) {
    ParameterInfo weight = parameter(0, "01Linear_weight", "weight", "(10, 4)", 40);
    ParameterInfo bias = parameter(1, "01Linear_bias", "bias", "(10)", 10);
    return new RunInfo(
        id,
        "DJL",
        "0.35.1",
        "PyTorch 2.7.1",
        "trainer",
        "mlp",
        "cpu()",
        List.of(new BlockInfo("01Linear", "Linear", "", 0, "data", "(32, 10)", 2, 2, false)),
        List.of(weight, bias),
        START);
  }

  private static ParameterInfo parameter(
      int index, String name, String role, String shape, long elements) {
    return new ParameterInfo(index, name, "01Linear", role, shape, elements, "float32", "cpu()");
  }

  /** A step of 10 ms, 20 ms after the one before it. */
  public static StepRecord step(String run, long step, int epoch, boolean sampled) {
    long start = 1_000_000_000L + step * 20_000_000L;
    return new StepRecord(
        run,
        step,
        epoch,
        2.5 / (step + 1),
        sampled ? 0.75 : Double.NaN,
        0.01,
        32,
        1,
        sampled,
        start,
        start + 10_000_000L,
        START + step * 20,
        1_000_000L,
        3_000_000L,
        4_000_000L,
        2_000_000L);
  }

  /** Measurements of both parameters at a step. */
  public static MeasuredStep measured(RunInfo run, StepRecord step, boolean trainable) {
    TensorStats stats = new TensorStats();
    stats.count = 40;
    stats.zeros = 10;
    stats.nonFinite = 2;
    stats.min = -1;
    stats.max = 2;
    stats.mean = 0.5;
    stats.norm = 3;
    List<ParameterMeasurement> measurements =
        run.parameters().stream()
            .map(
                p ->
                    new ParameterMeasurement(
                        p, trainable, true, stats, false, stats, 0.002, 2, true))
            .toList();
    return new MeasuredStep(step, measurements, 0, true, "", "");
  }

  /** A finding about the weight. */
  public static Finding finding(
      String run, String rule, Severity severity, String subject, long step, long count) {
    return new Finding(
        rule,
        severity,
        run,
        step,
        0,
        subject,
        "my.Train.main(Train.java:42)",
        "",
        1.5,
        Double.NaN,
        "Something is wrong with " + subject + ".",
        "Change it.",
        count,
        "");
  }

  /** The same finding as a consequence of another rule's. */
  public static Finding following(Finding f, String cause) {
    return new Finding(
        f.rule(),
        f.severity(),
        f.run(),
        f.step(),
        f.epoch(),
        f.subject(),
        f.location(),
        f.origin(),
        f.value(),
        f.threshold(),
        f.message(),
        f.advice(),
        f.count(),
        cause);
  }

  /** The end of an epoch. */
  public static EpochRecord epoch(String run, int epoch, long step) {
    return new EpochRecord(run, epoch, step, 0.5, 0.75, Map.of("Accuracy", 0.9));
  }

  /** The end of a run that spent one percent on measuring. */
  public static RunSummary summary(String run, long steps, int epochs) {
    return new RunSummary(
        run, steps, epochs, steps, steps * 32, 2.5, 0.1, 1_000_000_000L, 10_000_000L, steps, 0);
  }

  /** The defaults with a recording, a report, and a choice for the console. */
  public static Options options(Path record, Path report, Options.Console console) {
    Options d = Options.defaults();
    return new Options(
        true,
        d.profile(),
        d.budget(),
        Set.of(),
        Set.of("dead-relu"),
        Map.of("stale-gradient", Map.of("patience", 2.0)),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        d.onError(),
        record,
        report,
        Options.Otel.OFF,
        console);
  }
}

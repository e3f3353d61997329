package io.gradprobe.collectors.jfr;

import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.collector.CollectorFactory;
import io.gradprobe.runtime.config.Options;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Makes the collector that writes JFR events, and starts a recording where {@code record} or {@code
 * report} ask for one. Without them JFR is not initialised: the events wait, at no cost, for
 * somebody else's recording.
 */
public final class JfrCollectorFactory implements CollectorFactory {
  /** For the service loader. */
  public JfrCollectorFactory() {}

  @Override
  public Collector create(Options options, Consumer<String> warn) {
    boolean hasJfr = ModuleLayer.boot().findModule("jdk.jfr").isPresent();
    Path record = target(options, warn);
    if (!hasJfr) {
      if (record != null) {
        warn.accept("record: this JVM has no Flight Recorder (module jdk.jfr)");
      }
      return null;
    }
    if (record != null) {
      Recorder.start(record, warn);
    }
    return new JfrCollector(OptionsText.of(options));
  }

  private static Path target(Options options, Consumer<String> warn) {
    Path report = options.report();
    if (report == null) {
      return options.record();
    }
    Path record = options.record();
    if (record == null) {
      Path name = report.getFileName();
      record = report.resolveSibling((name == null ? "report" : name) + ".jfr");
    }
    warn.accept(
        "report: the HTML report is not in this version; its recording goes to "
            + record.toAbsolutePath().normalize());
    return record;
  }
}

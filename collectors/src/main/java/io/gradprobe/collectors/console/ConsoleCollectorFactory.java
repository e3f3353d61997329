package io.gradprobe.collectors.console;

import io.gradprobe.collectors.jfr.Recorder;
import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.collector.CollectorFactory;
import io.gradprobe.runtime.config.Options;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes the collector that writes to stderr, unless the option {@code console} is {@code off}. */
public final class ConsoleCollectorFactory implements CollectorFactory {
  /** For the service loader. */
  public ConsoleCollectorFactory() {}

  @Override
  public Collector create(Options options, Consumer<String> warn) {
    if (options.console() == Options.Console.OFF) {
      return null;
    }
    boolean progress = options.console() == Options.Console.PROGRESS;
    boolean recording = options.record() != null || options.report() != null;
    return new ConsoleCollector(
        System.err,
        progress ? new StatusLine(System.err, Terminal.isInteractive(), System::nanoTime) : null,
        // Without the options the recorder is never asked: its class needs a JVM with JFR.
        recording ? Recorder::destination : Optional::empty);
  }
}

package io.gradprobe.collectors.otel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Says that exporting fails: once, in one line, however often it does. */
final class ExportWatch {
  private final Consumer<String> warn;
  private volatile String endpoint = "the OTLP endpoint";
  private final AtomicBoolean said = new AtomicBoolean();

  ExportWatch(Consumer<String> warn) {
    this.warn = warn;
  }

  /** Where exports go, as configured; an empty text changes nothing. */
  void endpoint(String configured) {
    if (!configured.isEmpty()) {
      endpoint = configured;
    }
  }

  /** An export has failed. */
  void failed(String why) {
    if (said.compareAndSet(false, true)) {
      warn.accept("otel: export to " + endpoint + " failed (" + why + "); training goes on");
    }
  }

  /** An export has failed. */
  void failed(Throwable why) {
    String message = why.getMessage();
    failed(
        message == null ? why.getClass().getSimpleName() : message.lines().findFirst().orElse(""));
  }

  /** From now on nothing is said: what fails now was cut off by ourselves. */
  void silence() {
    said.set(true);
  }
}

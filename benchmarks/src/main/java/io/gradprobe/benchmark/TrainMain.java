package io.gradprobe.benchmark;

import java.util.Locale;

/**
 * A whole training program. Arguments: workload, warm-up steps, steps. Prints nanoseconds, CPU
 * nanoseconds and allocated bytes a step.
 */
final class TrainMain {
  private TrainMain() {}

  public static void main(String[] args) {
    int steps = Integer.parseInt(args[2]);
    Meter meter = new Meter();
    try (Workload workload = Workload.named(args[0])) {
      for (int i = 0; i < Integer.parseInt(args[1]); i++) {
        workload.step(false);
      }
      meter.begin();
      for (int i = 0; i < steps; i++) {
        workload.step(false);
      }
      meter.end();
    }
    System.out.println(
        String.format(
            Locale.ROOT,
            "%.1f %.1f %.1f",
            (double) meter.wallNanos / steps,
            (double) meter.cpuNanos / steps,
            (double) meter.allocatedBytes / steps));
  }
}

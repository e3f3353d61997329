package io.gradprobe.benchmark;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Peak memory of whole training programs, bare and attached, interleaved. The Java heap is of one
 * size and touched at the start, and the C library gives large blocks back at once, so that what
 * differs is native memory and the JVM's own.
 */
final class Memory {
  private static final String STEPS = "8";
  private static final List<String> OPTIONS =
      List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");
  private static final Map<String, String> ENVIRONMENT =
      Map.of("MALLOC_MMAP_THRESHOLD_", "1048576", "MALLOC_ARENA_MAX", "1");

  private final Settings settings;
  private final ChildJvm jvm;

  Memory(Settings settings) {
    this.settings = settings;
    jvm = new ChildJvm(settings.agent()).with(OPTIONS, ENVIRONMENT);
  }

  void run() throws IOException, InterruptedException {
    Report.title(
        "Peak memory: whole programs with large activations, "
            + settings.memoryPairs()
            + " pairs, interleaved");
    if (!MemoryMain.isPossible()) {
      Report.line("  not measured: only Linux tells a process's peak");
      return;
    }
    for (String profile : settings.profiles()) {
      compare(profile);
    }
  }

  private void compare(String profile) throws IOException, InterruptedException {
    double[] bare = new double[settings.memoryPairs()];
    double[] ratios = new double[bare.length];
    double[] added = new double[bare.length];
    for (int i = 0; i < bare.length; i++) {
      boolean bareFirst = i % 2 == 0;
      double first = peak(bareFirst ? "" : profile);
      double last = peak(bareFirst ? profile : "");
      bare[i] = bareFirst ? first : last;
      double attached = bareFirst ? last : first;
      ratios[i] = attached / bare[i];
      added[i] = attached - bare[i];
    }
    Report.memory(
        profile,
        Estimate.of(bare).median(),
        Estimate.of(added).median(),
        Estimate.of(ratios),
        Targets.memoryRatio(profile));
  }

  /** MiB. */
  private double peak(String profile) throws IOException, InterruptedException {
    return Double.parseDouble(jvm.run(profile, MemoryMain.class, STEPS).output()) / 1024;
  }
}

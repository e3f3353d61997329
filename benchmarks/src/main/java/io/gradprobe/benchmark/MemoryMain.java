package io.gradprobe.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Trains a net whose activations are large beside everything else. Argument: steps. Prints the
 * process's peak of resident memory in KiB, as Linux tells it.
 */
final class MemoryMain {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";

  private MemoryMain() {}

  public static void main(String[] args) throws IOException {
    try (Workload workload = Workload.named("wide")) {
      for (int i = 0; i < Integer.parseInt(args[0]); i++) {
        workload.step(false);
      }
    }
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(PEAK)) {
        System.out.println(line.substring(PEAK.length()).replace("kB", "").trim());
        return;
      }
    }
    throw new IllegalStateException("no " + PEAK + " in " + STATUS);
  }

  /** Whether the peak can be told here. */
  static boolean isPossible() {
    return Files.isReadable(STATUS);
  }
}

package io.gradprobe.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Measures what gradprobe costs and prints it beside what it is allowed to cost. */
public final class Benchmarks {
  private static final List<String> NETS = List.of("mlp", "conv");

  private Benchmarks() {}

  /** Arguments: see {@link Settings#USAGE}. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Settings settings;
    try {
      settings = Settings.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(Settings.USAGE);
      System.exit(2);
      return;
    }
    long start = System.nanoTime();
    Report.line(
        "JDK %s, %d cores, load %.1f, one thread in the engine; agent: %s",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        settings.agent() == null
            ? "none found, so only the bare program and hand-written checks are measured"
            : settings.agent());
    if (settings.parts().contains("startup")) {
      new StartUp(settings).run();
    }
    for (String net : NETS) {
      if (settings.parts().contains("blocks")) {
        new Blocks(settings).run(net);
      }
    }
    for (String net : NETS) {
      if (settings.parts().contains("processes")) {
        new Processes(settings).run(net);
      }
    }
    if (settings.parts().contains("memory")) {
      new Memory(settings).run();
    }
    if (settings.parts().contains("javacpp")) {
      new JavaCppBlocks(settings).run(NETS);
    }
    if (settings.parts().contains("anomaly")) {
      new Anomaly(settings).run(NETS);
    }
    Report.line("%n%.0f s in all", (System.nanoTime() - start) / 1e9);
  }
}

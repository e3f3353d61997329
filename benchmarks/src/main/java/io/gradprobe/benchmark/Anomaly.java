package io.gradprobe.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What libtorch's own anomaly mode costs a Java program without DJL, one JVM a net. The program is
 * in the folder {@code anomaly}, which is built only where this part is asked for.
 */
final class Anomaly {
  static final Path BUILT = Path.of("anomaly", "target");

  /** Steps of a block: few, since one in anomaly mode takes a tenth of a second. */
  private static final int BLOCK_MLP = 20;

  private static final int BLOCK_CONV = 10;

  private static final double MOST_SECONDS = 30;

  private final Settings settings;

  Anomaly(Settings settings) {
    this.settings = settings;
  }

  void run(List<String> nets) throws IOException, InterruptedException {
    Path classPath = BUILT.resolve("classpath.txt");
    if (!Files.isRegularFile(classPath)) {
      Report.title(
          "Anomaly mode: not measured; its libtorch is not here, anomaly/build fetches it");
      return;
    }
    ChildJvm jvm = new ChildJvm(null, Files.readString(classPath).trim());
    for (String net : nets) {
      run(jvm, net);
    }
  }

  private void run(ChildJvm jvm, String net) throws IOException, InterruptedException {
    int block = net.equals("mlp") ? BLOCK_MLP : BLOCK_CONV;
    double seconds = Math.min(settings.blockSeconds(), MOST_SECONDS);
    Report.title(
        String.format(
            Locale.ROOT,
            "Training %s with libtorch alone, its anomaly mode off and on: one JVM, blocks of %d"
                + " steps, until steady to %.1f %% or %.3g s are up",
            net,
            block,
            100 * settings.width(),
            seconds));
    Report.head();
    ChildJvm.Outcome outcome =
        jvm.run(
            "",
            "io.gradprobe.benchmark.AnomalyMain",
            net,
            Integer.toString(block),
            Integer.toString(Blocks.warmUp(net, settings)),
            Double.toString(settings.width()),
            Double.toString(seconds),
            BUILT.resolve("natives").toString());
    Blocks.print(net, outcome.output());
  }
}

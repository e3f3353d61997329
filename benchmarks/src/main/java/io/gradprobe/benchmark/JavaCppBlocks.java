package io.gradprobe.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What watching a program costs that trains with libtorch through JavaCPP, one JVM a net. The
 * program is the one of {@link Anomaly}.
 */
final class JavaCppBlocks {
  private final Settings settings;

  JavaCppBlocks(Settings settings) {
    this.settings = settings;
  }

  void run(List<String> nets) throws IOException, InterruptedException {
    Path classPath = Anomaly.BUILT.resolve("classpath.txt");
    if (!Files.isRegularFile(classPath)) {
      Report.title("JavaCPP: not measured; its libtorch is not here, anomaly/build fetches it");
      return;
    }
    ChildJvm jvm = new ChildJvm(settings.agent(), Files.readString(classPath).trim());
    for (String net : nets) {
      run(jvm, net);
    }
  }

  private void run(ChildJvm jvm, String net) throws IOException, InterruptedException {
    Report.title(
        String.format(
            Locale.ROOT,
            "Training %s with libtorch through JavaCPP: one JVM, alternating blocks of steps, until"
                + " the median is steady to %.1f %% or %.3g s are up",
            net,
            100 * settings.width(),
            settings.blockSeconds()));
    Report.head();
    List<String> args = new ArrayList<>();
    args.add(net);
    args.add(Integer.toString(net.equals("mlp") ? Blocks.BLOCK_MLP : Blocks.BLOCK_CONV));
    args.add(Integer.toString(Blocks.warmUp(net, settings)));
    args.add(Double.toString(settings.width()));
    args.add(Double.toString(settings.blockSeconds()));
    args.add(Anomaly.BUILT.resolve("natives").toString());
    args.add("bare");
    args.addAll(settings.profiles());
    String profile = settings.agent() == null ? "" : "watch";
    ChildJvm.Outcome outcome =
        jvm.run(profile, "io.gradprobe.benchmark.JavaCppMain", args.toArray(new String[0]));
    Blocks.print(outcome.output(), Targets::javaCppRatio);
  }
}

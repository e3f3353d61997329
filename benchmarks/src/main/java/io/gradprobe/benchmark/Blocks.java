package io.gradprobe.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Comparisons within one JVM, one JVM a net. */
final class Blocks {
  /** Steps of a block: about a third of a second. */
  static final int BLOCK_MLP = 400;

  static final int BLOCK_CONV = 80;

  /**
   * What runs once a step is compiled by the JVM's last stage only after some 15,000 steps; real
   * trainings are longer than that.
   */
  private static final int WARM_UP_MLP = 15_000;

  private static final int WARM_UP_CONV = 4_000;

  private final Settings settings;

  Blocks(Settings settings) {
    this.settings = settings;
  }

  void run(String net) throws IOException, InterruptedException {
    Report.title(
        String.format(
            Locale.ROOT,
            "Training %s: one JVM, alternating blocks of steps, until the median is steady to"
                + " %.1f %% or %.3g s are up",
            net,
            100 * settings.width(),
            settings.blockSeconds()));
    Report.head();
    List<String> args = new ArrayList<>();
    args.add(net);
    args.add(Integer.toString(net.equals("mlp") ? BLOCK_MLP : BLOCK_CONV));
    args.add(Integer.toString(warmUp(net, settings)));
    args.add(Double.toString(settings.width()));
    args.add(Double.toString(settings.blockSeconds()));
    args.addAll(settings.comparisons());
    String profile = settings.agent() == null ? "" : "watch";
    String output =
        new ChildJvm(settings.agent())
            .run(profile, BlocksMain.class, args.toArray(new String[0]))
            .output();
    Map<String, Estimate> wall = print(net, output);
    for (String name : List.of("watch", "debug")) {
      if (wall.containsKey(name)) {
        Report.cheaper(name, wall.get(name), wall.get("hand-written"));
      }
    }
  }

  /** Steps before the first block. */
  static int warmUp(String net, Settings settings) {
    return (int) ((net.equals("mlp") ? WARM_UP_MLP : WARM_UP_CONV) * settings.share());
  }

  /** Prints what a child measured; each comparison's ratio of time, by its name. */
  static Map<String, Estimate> print(String net, String output) {
    return print(output, name -> Targets.ratio(net, name));
  }

  /** The same with other targets. */
  static Map<String, Estimate> print(String output, ToDoubleFunction<String> target) {
    Map<String, Estimate> wall = new HashMap<>();
    for (String line : output.split("\\R")) {
      String[] p = line.split("\\|", 2);
      BlockComparison.Result result = BlockComparison.Result.parse(p[1]);
      wall.put(p[0], result.wall());
      Report.block(p[0], result, target.applyAsDouble(p[0]));
    }
    return wall;
  }
}

package io.gradprobe.benchmark;

import java.util.Locale;

/**
 * One JVM that trains with Deeplearning4j, with gradprobe switched off and on. Arguments: seconds a
 * comparison, then the comparisons: {@code bare}, or a profile.
 */
final class Dl4jMain {
  private static final int BLOCK_MLP = 50;
  private static final int BLOCK_CONV = 40;
  private static final int WARM_UP = 40;
  private static final double WIDTH = 0.005;

  private Dl4jMain() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    AgentSwitch agent = AgentSwitch.find();
    long cap = (long) (Double.parseDouble(args[0]) * 1e9);
    String net = args[1];
    Dl4jWorkload workload = Dl4jWorkload.named(net);
    int block = net.equals("mlp") ? BLOCK_MLP : BLOCK_CONV;
    agent.set("enabled=true,profile=watch");
    for (int i = 0; i < WARM_UP * block; i++) {
      workload.step();
    }
    Runnable off = () -> agent.set("enabled=false");
    for (int i = 2; i < args.length; i++) {
      String name = args[i];
      Runnable on = name.equals("bare") ? off : () -> agent.set("enabled=true,profile=" + name);
      BlockComparison.Result result =
          new BlockComparison(
                  block,
                  new BlockComparison.Way(off, workload::step),
                  new BlockComparison.Way(on, workload::step))
              .run(WIDTH, cap);
      print(net, name, result);
    }
    if (!Double.isFinite(workload.lastLoss())) {
      throw new IllegalStateException("training went wrong: loss " + workload.lastLoss());
    }
  }

  private static void print(String net, String name, BlockComparison.Result result) {
    System.out.printf(
        Locale.ROOT,
        "%-5s %-9s time %s, CPU %s, %.2f ms a step, %.0f bytes a step and %.0f more%n",
        net,
        name,
        shown(result.wall()),
        shown(result.cpu()),
        result.stepNanos() / 1e6,
        result.allocatedA(),
        result.allocatedB() - result.allocatedA());
  }

  private static String shown(Estimate e) {
    return String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", e.median(), e.low(), e.high());
  }
}

package io.gradprobe.benchmark;

import java.util.Locale;

/**
 * One JVM of in-JVM comparisons. Arguments: workload, block size, warm-up steps, width, seconds a
 * comparison, then the comparisons: {@code bare}, {@code hand-written}, or an agent's profile.
 * Prints one line for each: name, wall, cpu, step, allocations, steady; joined by {@code |}.
 */
final class BlocksMain {
  private BlocksMain() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    int blockSteps = Integer.parseInt(args[1]);
    double width = Double.parseDouble(args[3]);
    long cap = (long) (Double.parseDouble(args[4]) * 1e9);
    AgentSwitch agent = AgentSwitch.find();
    Runnable off = () -> {};
    if (agent != null) {
      off = () -> agent.set("enabled=false");
    }
    try (Workload workload = Workload.named(args[0])) {
      for (int i = 0; i < Integer.parseInt(args[2]); i++) {
        workload.step(false);
      }
      for (int i = 5; i < args.length; i++) {
        String name = args[i];
        Runnable on =
            switch (name) {
              case "bare", "hand-written" -> off;
              default -> () -> agent.set("enabled=true,profile=" + name);
            };
        BlockComparison.Result result =
            new BlockComparison(
                    workload,
                    blockSteps,
                    new BlockComparison.Way(off, false),
                    new BlockComparison.Way(on, name.equals("hand-written")))
                .run(width, cap);
        print(name, result);
      }
      if (!Float.isFinite(workload.lastLoss())) {
        throw new IllegalStateException("training went wrong: loss " + workload.lastLoss());
      }
    }
  }

  private static void print(String name, BlockComparison.Result r) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "%s|%s|%s|%.1f|%.1f|%.1f|%b",
            name,
            r.wall().line(),
            r.cpu().line(),
            r.stepNanos(),
            r.allocatedA(),
            r.allocatedB(),
            r.steady()));
  }
}

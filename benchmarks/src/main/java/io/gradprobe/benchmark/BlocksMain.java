package io.gradprobe.benchmark;

/**
 * One JVM of in-JVM comparisons. Arguments: workload, block size, warm-up steps, width, seconds a
 * comparison, then the comparisons: {@code bare}, {@code hand-written}, or an agent's profile.
 * Prints one line for each: its name, {@code |} and its {@link BlockComparison.Result#line}.
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
        boolean checked = name.equals("hand-written");
        BlockComparison.Result result =
            new BlockComparison(
                    blockSteps,
                    new BlockComparison.Way(off, () -> workload.step(false)),
                    new BlockComparison.Way(on, () -> workload.step(checked)))
                .run(width, cap);
        System.out.println(name + "|" + result.line());
      }
      if (!Float.isFinite(workload.lastLoss())) {
        throw new IllegalStateException("training went wrong: loss " + workload.lastLoss());
      }
    }
  }
}

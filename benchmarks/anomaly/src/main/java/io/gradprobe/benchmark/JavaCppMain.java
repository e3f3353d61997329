package io.gradprobe.benchmark;

/**
 * One JVM that trains with libtorch, the agent off and on. Arguments: workload, block size, warm-up
 * steps, width, seconds a comparison, a folder for libtorch's natives, then the comparisons: {@code
 * bare}, or an agent's profile. Prints the lines of {@link BlocksMain}.
 */
final class JavaCppMain {
  private JavaCppMain() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    System.setProperty("org.bytedeco.javacpp.cachedir", args[5]);
    int blockSteps = Integer.parseInt(args[1]);
    double width = Double.parseDouble(args[3]);
    long cap = (long) (Double.parseDouble(args[4]) * 1e9);
    AgentSwitch agent = AgentSwitch.find();
    Runnable off = agent == null ? () -> {} : () -> agent.set("enabled=false");
    LibtorchWorkload workload = LibtorchWorkload.named(args[0]);
    for (int i = 0; i < Integer.parseInt(args[2]); i++) {
      workload.step();
    }
    BlockComparison.Way bare = new BlockComparison.Way(off, workload::step);
    for (int i = 6; i < args.length; i++) {
      String name = args[i];
      Runnable on = name.equals("bare") ? off : () -> agent.set("enabled=true,profile=" + name);
      BlockComparison.Result result =
          new BlockComparison(blockSteps, bare, new BlockComparison.Way(on, workload::step))
              .run(width, cap);
      System.out.println(name + "|" + result.line());
    }
    if (!Float.isFinite(workload.lastLoss())) {
      throw new IllegalStateException("training went wrong: loss " + workload.lastLoss());
    }
  }
}

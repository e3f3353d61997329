package io.gradprobe.benchmark;

import java.util.List;

/**
 * Comparisons of one training within this JVM: bare against bare, against hand-written checks, and
 * against the agent's profiles.
 *
 * @param blockSteps steps of a block
 * @param warmUp steps before the first block
 * @param width half-width at which a median is steady
 * @param seconds most that one comparison takes
 */
record ProfileBlocks(int blockSteps, int warmUp, double width, double seconds) {
  /** Training, one step at a time. */
  interface Steps {
    /**
     * Runs the next step.
     *
     * @param checked whether the program checks its gradients itself
     */
    void step(boolean checked);
  }

  /**
   * Warms up, then prints a line for each comparison: its name, {@code |} and its {@link
   * BlockComparison.Result#line}.
   *
   * @param names {@code bare}, {@code hand-written}, or profiles of the agent
   */
  void print(Steps training, List<String> names) throws ReflectiveOperationException {
    AgentSwitch agent = AgentSwitch.find();
    Runnable off = agent == null ? () -> {} : () -> agent.set("enabled=false");
    for (int i = 0; i < warmUp; i++) {
      training.step(false);
    }
    for (String name : names) {
      boolean checked = name.equals("hand-written");
      boolean watched = !checked && !name.equals("bare");
      if (watched && agent == null) {
        throw new IllegalArgumentException("no agent is attached, so no profile " + name);
      }
      Runnable on = watched ? () -> agent.set("enabled=true,profile=" + name) : off;
      BlockComparison.Result result =
          new BlockComparison(
                  blockSteps,
                  new BlockComparison.Way(off, () -> training.step(false)),
                  new BlockComparison.Way(on, () -> training.step(checked)))
              .run(width, (long) (seconds * 1e9));
      System.out.println(name + "|" + result.line());
    }
  }
}

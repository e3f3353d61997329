package io.gradprobe.agent.djl.probe;

import ai.djl.nn.Block;

/**
 * Where the user's program asks for parameters to be loaded.
 *
 * @param owner class of the outermost block of the user's whose own {@code loadParameters} is under
 *     way; empty where there is none
 * @param location the user's line of the outermost call; empty where unknown
 */
record LoadSite(String owner, String location) {
  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /** The load under way on this thread. */
  static LoadSite here() {
    String owner =
        WALKER.walk(
            frames ->
                frames
                    .filter(LoadSite::isOverride)
                    .reduce((inner, outer) -> outer)
                    .map(StackWalker.StackFrame::getClassName)
                    .orElse(""));
    return new LoadSite(
        owner, owner.isEmpty() ? Runs.USER.here() : Runs.USER.hereOutside(owner, "loadParameters"));
  }

  private static boolean isOverride(StackWalker.StackFrame frame) {
    return frame.getMethodName().equals("loadParameters")
        && Block.class.isAssignableFrom(frame.getDeclaringClass())
        && !frame.getClassName().equals("ai.djl.nn.AbstractBaseBlock");
  }
}

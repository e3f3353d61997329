package io.gradprobe.agent.custom.probe;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** One call of a hooked method, or one passing of a point inside a method. */
record Call(Site site, Object receiver, Object a, Object b, Object c) {
  /** The objects among the arguments. */
  List<Object> arguments() {
    return Arrays.asList(a, b, c).stream().filter(Objects::nonNull).toList();
  }
}

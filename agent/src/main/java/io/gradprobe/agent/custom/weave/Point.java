package io.gradprobe.agent.custom.weave;

import io.gradprobe.agent.custom.probe.Site;
import java.util.List;
import java.util.Set;

/**
 * A hook that is to be woven.
 *
 * @param site what it tells
 * @param instruction the number of the instruction in whose front it stands; negative for one
 *     around the whole method, or in front of calls
 * @param calls names and descriptors of methods that step: a loss is told in front of their calls
 *     too, and what only calls them is hooked there
 * @param updates the numbers of the instructions that a step inside a method is about
 */
record Point(Site site, int instruction, Set<String> calls, List<Integer> updates) {
  Point(Site site, int instruction) {
    this(site, instruction, Set.of(), List.of());
  }

  boolean isAround() {
    return instruction < 0 && site.kind() != Site.Kind.LOSS_VALUE;
  }
}

package io.gradprobe.agent.custom.weave;

import io.gradprobe.agent.custom.probe.Site;

/**
 * A hook that is to be woven.
 *
 * @param site what it tells
 * @param instruction the number of the instruction in whose front it stands; negative for one
 *     around the whole method
 */
record Point(Site site, int instruction) {
  boolean isAround() {
    return instruction < 0;
  }
}

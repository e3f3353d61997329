package io.gradprobe.agent.custom.discover;

import java.util.List;

/**
 * A store that may be an optimizer's update: {@code value = value - rate * gradient}.
 *
 * @param store the store
 * @param value what is updated
 * @param gradient what it is updated by; null where that is stored nowhere
 * @param sign -1 where the gradient is subtracted, 1 where it is added
 * @param isScaled whether the gradient is multiplied by something
 * @param terms what is added to the value, the gradient's momentum followed to its terms
 */
record Change(
    Store store,
    Location value,
    Location gradient,
    int sign,
    boolean isScaled,
    List<Terms.Term> terms) {}

package io.gradprobe.agent.custom.discover;

import java.util.List;

/**
 * A store in a location, by what it does there.
 *
 * @param kind what it does
 * @param store the store
 * @param parts what is added, averaged in or assigned
 */
record Write(Kind kind, Store store, List<Terms.Term> parts) {
  /** What a store does to what was there. */
  enum Kind {
    /** It gives the first content, once. */
    BEGINS,
    /** It sets it to zero or null, or to a new array. */
    CLEARS,
    /** It adds to it. */
    ADDS,
    /** It multiplies or bounds it. */
    SCALES,
    /** It scales it and adds to it: a moving average, momentum. */
    AVERAGES,
    /** It computes it anew. */
    ASSIGNS,
    /** It copies it from elsewhere. */
    COPIES
  }
}

package io.gradprobe.agent.custom.discover;

/** A change with what speaks for it. */
record Candidate(Change change, Verdict verdict) {
  Location value() {
    return change.value();
  }

  Location gradient() {
    return change.gradient();
  }

  int points() {
    return verdict.points();
  }

  /** The method whose instruction stores. */
  MethodId method() {
    return change.store().origin();
  }
}

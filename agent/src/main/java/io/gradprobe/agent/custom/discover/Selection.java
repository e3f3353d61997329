package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Chooses, of all changes, those which are updates of parameters. */
final class Selection {
  private final Evidence evidence;
  private final Writes writes;

  Selection(Evidence evidence, Writes writes) {
    this.evidence = evidence;
    this.writes = writes;
  }

  /** The changes that are worth telling, and their companions: biases beside weights. */
  List<Candidate> of(List<Change> changes) {
    List<Candidate> all = new ArrayList<>();
    for (Change change : changes) {
      Verdict verdict = evidence.of(change);
      if (verdict.points() > 0) {
        all.add(new Candidate(change, verdict));
      }
    }
    List<Candidate> own = withoutCopies(all);
    List<Candidate> kept = new ArrayList<>();
    for (Candidate candidate : own) {
      if (own.stream().noneMatch(other -> isPartOf(candidate, other))) {
        kept.add(candidate);
      }
    }
    kept.removeIf(
        candidate ->
            candidate.verdict().sureness() == null
                && kept.stream().noneMatch(other -> isCompanion(candidate, other)));
    kept.removeIf(
        candidate ->
            candidate.gradient() == null
                && kept.stream()
                    .anyMatch(
                        other ->
                            other.gradient() != null && other.value().equals(candidate.value())));
    return kept;
  }

  /** Leaves out stores of called methods that are told in their callers' terms as well. */
  static List<Candidate> withoutCopies(List<Candidate> candidates) {
    List<Candidate> own = new ArrayList<>(candidates);
    own.removeIf(
        candidate ->
            !candidate.change().store().isDirect()
                && candidates.stream().anyMatch(other -> isSameStore(candidate, other)));
    return own;
  }

  // A called method's store, told in its caller's terms as well.
  private static boolean isSameStore(Candidate inlined, Candidate direct) {
    return direct.change().store().isDirect()
        && direct.change().store().method().equals(inlined.method())
        && direct.value().equals(inlined.value());
  }

  private static boolean isCompanion(Candidate candidate, Candidate other) {
    Sureness sureness = other.verdict().sureness();
    return sureness != null
        && sureness != Sureness.POSSIBLE
        && candidate.gradient() != null
        && candidate.change().sign() == other.change().sign()
        && (candidate.method().equals(other.method())
            || candidate.change().store().method().equals(other.change().store().method()));
  }

  // Gradients, moments and error terms are summed up too, on the way to the update.
  private boolean isPartOf(Candidate candidate, Candidate other) {
    Location value = candidate.value();
    if (other.value().equals(value) || other.points() < candidate.points()) {
      return false;
    }
    if (value.equals(other.gradient())) {
      boolean isMutual = other.value().equals(candidate.gradient());
      return !isMutual || other.points() > candidate.points();
    }
    if (other.gradient() != null
        && evidence.derivatives().sources(other.gradient()).contains(value)) {
      return true;
    }
    boolean isFactor =
        other.change().terms().stream()
            .flatMap(term -> Terms.factors(term.sym()).stream())
            .anyMatch(factor -> value.is(other.change().store().method(), factor));
    Set<Sym> leaves = other.change().store().value().leaves();
    boolean isAveraged = writes.has(value, Write.Kind.AVERAGES);
    boolean isMoment =
        isAveraged
            && candidate.gradient() != null
            && candidate.gradient().equals(other.gradient())
            && leaves.stream().anyMatch(leaf -> value.is(other.change().store().method(), leaf));
    return isMoment || isFactor && other.points() > candidate.points();
  }
}

package io.gradprobe.agent.custom.probe;

import io.gradprobe.agent.custom.heap.BoundSlot;
import io.gradprobe.agent.custom.heap.Candidate;
import io.gradprobe.agent.custom.heap.Candidates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Learns over the first steps which of all candidates are parameters: those that live on from step
 * to step and that steps change, and those beside them. What is made anew at each step is a result.
 */
final class Learning {
  /** So many rounds of steps are looked at. */
  private static final int ROUNDS = 2;

  /** Where nothing changes in so many rounds, a step that changes nothing is what is to be told. */
  private static final int ROUNDS_STILL = 5;

  private static final int MOST_STEPS = 64;

  /** After so many backwards without a step it is not guessed any more what is trained. */
  private static final int MOST_BEFORE = 4;

  /** A step and the round that it belongs to. */
  record Step(int round, Call call) {}

  private final Slots slots;
  private final Roots roots;

  /** By slot and first owner. */
  private final Map<BoundSlot, Map<Object, Long>> before = new IdentityHashMap<>();

  /** What had a gradient when a step began. */
  private final Set<Object> withGradient = Collections.newSetFromMap(new IdentityHashMap<>());

  private final List<Step> steps = new ArrayList<>();
  private final Set<Thread> backwardThreads = new HashSet<>();
  private final Set<Thread> stepThreads = new HashSet<>();
  private int rounds;
  private int asked;
  private int backwards;
  private boolean stepped;
  private boolean clearsInside;

  Learning(Slots slots, Roots roots) {
    this.slots = slots;
    this.roots = roots;
  }

  /** A backward begins. */
  void backward(Call call) {
    backwardThreads.add(Thread.currentThread());
    if (stepped) {
      rounds++;
      roots.nextRound();
      stepped = false;
    }
    see(call);
    if (backwards++ == 0) {
      remember();
    }
  }

  /** Whether a step begins once more from the place where the first one began. */
  boolean startsAgain(Call call) {
    if (steps.isEmpty()) {
      return true;
    }
    Call first = steps.get(0).call();
    return first.site() == call.site() && first.receiver() == call.receiver();
  }

  /** A step begins. */
  void step(Call call) {
    stepThreads.add(Thread.currentThread());
    see(call);
    if (!stepped) {
      remember();
    }
    stepped = true;
    if (steps.size() < MOST_STEPS) {
      steps.add(new Step(rounds, call));
    }
  }

  void clearsInside() {
    clearsInside = true;
  }

  private void see(Call call) {
    roots.see(call.receiver());
    call.arguments().forEach(roots::see);
  }

  /** What the candidates are before a step. */
  private void remember() {
    for (Candidate candidate : slots.candidates(roots, List.of(roots.all()))) {
      if (candidate.access().gradientSquares() > 0) {
        withGradient.add(candidate.key());
      }
      before
          .computeIfAbsent(candidate.slot(), s -> new IdentityHashMap<>())
          .putIfAbsent(candidate.key(), candidate.access().fingerprint());
    }
  }

  /** Whether enough steps have passed, and some since it was asked last. */
  boolean isReady() {
    boolean ready = rounds >= ROUNDS && rounds > asked;
    asked = rounds;
    return ready;
  }

  /** Whether more steps would tell no more. */
  boolean isOver() {
    return rounds >= ROUNDS_STILL;
  }

  /**
   * What has been learned.
   *
   * @param parameters what is trained
   * @param changed those of them that steps have changed
   * @param steps the steps so far
   * @param rounds how many whole ones they make
   * @param threads whether gradients come from other threads than the one that steps
   * @param clearsInside whether backward clears gradients itself
   */
  record Lesson(
      List<Candidate> parameters,
      List<Candidate> changed,
      List<Step> steps,
      int rounds,
      boolean threads,
      boolean clearsInside) {
    boolean hasChanged(Candidate parameter) {
      return changed.stream().anyMatch(parameter::isSame);
    }
  }

  /** Whether only the first backwards have been seen, and no step yet. */
  boolean isBeforeSteps() {
    return backwards <= MOST_BEFORE && steps.isEmpty();
  }

  /**
   * What may be parameters before any step: what is kept in objects that were there before the loop
   * began.
   */
  Lesson guess() {
    List<Candidate> likely = new ArrayList<>();
    for (Candidate candidate : slots.candidates(roots, List.of(roots.beforeLoop()))) {
      if (candidate.isBare() || candidate.path().isBelowRoot()) {
        likely.add(candidate);
      }
    }
    return new Lesson(likely, List.of(), List.of(), 0, false, false);
  }

  /** What the steps so far have shown; null where nothing looks like a parameter yet. */
  Lesson lesson() {
    List<Candidate> alive = new ArrayList<>();
    List<Candidate> changed = new ArrayList<>();
    for (Candidate candidate : slots.candidates(roots, roots.steady())) {
      Long seen = before.getOrDefault(candidate.slot(), Map.of()).get(candidate.key());
      if (seen != null) {
        alive.add(candidate);
        if (seen != candidate.access().fingerprint()) {
          changed.add(candidate);
        }
      }
    }
    if (changed.isEmpty() && rounds < ROUNDS_STILL) {
      return null;
    }
    Set<Object> stepped = stepped();
    List<Candidate> parameters = new ArrayList<>();
    for (Candidate candidate : alive) {
      boolean accepted =
          changed.isEmpty()
              ? candidate.isBare()
                  || candidate.path().isBelowRoot()
                  || stepped.contains(candidate.owner().get())
              : changed.contains(candidate)
                  || candidate.isBare()
                  || isBeside(candidate, changed)
                  || isStill(candidate, stepped);
      if (accepted) {
        parameters.add(candidate);
      }
    }
    if (parameters.isEmpty()) {
      return null;
    }
    Set<Thread> apart = new HashSet<>(backwardThreads);
    apart.removeAll(stepThreads);
    boolean threads = !apart.isEmpty() || stepThreads.size() > 1;
    return new Lesson(parameters, changed, steps, rounds, threads, clearsInside);
  }

  /** What can be reached from the calls that step. */
  private Set<Object> stepped() {
    Set<Object> reached = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Step step : steps) {
      List<Object> from = new ArrayList<>(step.call().arguments());
      if (step.call().receiver() != null) {
        from.add(step.call().receiver());
      }
      reached.addAll(Candidates.owners(from, slots.inObjects()));
    }
    return reached;
  }

  /** Whether steps are about it, and it stays as it is only for having no gradient. */
  private boolean isStill(Candidate candidate, Set<Object> stepped) {
    return stepped.contains(candidate.owner().get()) && !withGradient.contains(candidate.key());
  }

  /** Whether steps change what is kept in the same kind of object under the same root. */
  private static boolean isBeside(Candidate candidate, List<Candidate> changed) {
    Class<?> keeper = candidate.keeper();
    for (Candidate other : changed) {
      if (keeper != null && other.root() == candidate.root() && other.keeper() == keeper) {
        return true;
      }
    }
    return false;
  }
}

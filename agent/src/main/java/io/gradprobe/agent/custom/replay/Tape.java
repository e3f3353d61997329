package io.gradprobe.agent.custom.replay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The calls of one step: the outermost ones in order, and some samples of those inside. One runs at
 * a time in the whole process.
 */
final class Tape {
  private static final int MOST = 100_000;
  private static final int SAMPLES = 8;

  private static volatile Tape running;

  private final Predicate<Object> isNode;
  private final Consumer<Entry> phases;
  private final List<Entry> outermost = new ArrayList<>();
  private final Map<RecordedMethod, List<Entry>> samples = new LinkedHashMap<>();
  private final ThreadLocal<Deque<Entry>> open = ThreadLocal.withInitial(ArrayDeque::new);
  private final Set<String> statics = ConcurrentHashMap.newKeySet();
  private volatile boolean complete = true;

  /** Threads that have recorded calls open. */
  private final AtomicInteger busy = new AtomicInteger();

  /**
   * @param isNode whether an object is a number of a graph: of the methods that make such ones
   *     samples are taken
   * @param phases is told when a method that is backward, clears, clips or steps begins
   */
  Tape(Predicate<Object> isNode, Consumer<Entry> phases) {
    this.isNode = isNode;
    this.phases = phases;
  }

  /** Begins to record where no other does. */
  void start() {
    if (running == null) {
      running = this;
    }
  }

  /** Records no more. */
  void stop() {
    if (running == this) {
      running = null;
    }
  }

  /** Whether it records. */
  boolean isOn() {
    return running == this;
  }

  static boolean isRunning() {
    return running != null;
  }

  static void begin(RecordedMethod method, Object[] call) {
    Tape tape = running;
    if (tape != null) {
      tape.begun(method, call);
    }
  }

  static void end(RecordedMethod method, Object result) {
    Tape tape = running;
    if (tape != null) {
      tape.ended(method, result);
    }
  }

  private void begun(RecordedMethod method, Object[] call) {
    Deque<Entry> stack = open.get();
    Entry entry = new Entry(method, call);
    statics.addAll(method.statics());
    if (stack.isEmpty()) {
      busy.incrementAndGet();
      synchronized (this) {
        if (outermost.size() < MOST) {
          outermost.add(entry);
        } else {
          // No step is so long: the loop may be over.
          complete = false;
          outermost.clear();
          samples.clear();
          stop();
        }
      }
    } else {
      stack.peek().callsOthers = true;
    }
    stack.push(entry);
    if (method.isPhase()) {
      phases.accept(entry);
    }
  }

  private void ended(RecordedMethod method, Object result) {
    Deque<Entry> stack = open.get();
    if (stack.stream().noneMatch(entry -> entry.method == method)) {
      return;
    }
    Entry entry = stack.pop();
    while (entry.method != method) {
      // It was left by an exception.
      entry = stack.pop();
    }
    entry.result = result;
    entry.hasEnded = true;
    Entry outer = stack.peek();
    if (outer == null) {
      busy.decrementAndGet();
    } else {
      outer.isPure &= entry.isPure;
    }
    if (!entry.callsOthers && isNode.test(result)) {
      sample(entry);
    }
  }

  private synchronized void sample(Entry entry) {
    List<Entry> some = samples.computeIfAbsent(entry.method, m -> new ArrayList<>());
    if (some.size() < SAMPLES) {
      some.add(entry);
    }
  }

  /** Backward or a step begins on this thread: whatever method is running there drives the loop. */
  void phaseBegins() {
    Deque<Entry> stack = open.get();
    for (Iterator<Entry> all = stack.iterator(); all.hasNext(); ) {
      RecordedMethod driver = all.next().method;
      if (!driver.isPhase()) {
        driver.drives();
        complete = false;
      }
    }
  }

  /** Whether no other thread runs a method of the program's, as far as is recorded. */
  boolean isAlone() {
    return busy.get() <= (open.get().isEmpty() ? 0 : 1);
  }

  /** Whether the calls inside of methods that turned out to drive the loop are missing. */
  boolean isComplete() {
    return complete;
  }

  /** Binary names of the classes whose static fields the calls have used. */
  Set<String> statics() {
    return statics;
  }

  /** The outermost calls that have returned, in the order in which they began. */
  synchronized List<Entry> calls() {
    return outermost.stream().filter(entry -> entry.hasEnded).toList();
  }

  /** Calls of methods that make one number of a graph out of others, some of each. */
  synchronized Map<RecordedMethod, List<Entry>> samples() {
    return new LinkedHashMap<>(samples);
  }
}

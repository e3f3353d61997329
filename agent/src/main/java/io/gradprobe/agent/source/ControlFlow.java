package io.gradprobe.agent.source;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Where the control of one of the user's methods can go, and what of it trains: read while the
 * method is woven, and looked at only once one of its handlers has caught something.
 */
public final class ControlFlow {
  private enum Kind {
    LINE,
    CALL,
    TRAINING,
    JUMP,
    RETURN,
    THROW,
    COUNT_BACK
  }

  /**
   * One step of the method.
   *
   * @param called of a call the method that is called
   * @param number of a line its number; of training its ordinal
   * @param falls whether the next step may follow
   * @param targets labels that may follow
   */
  private record Step(Kind kind, String called, int number, boolean falls, List<Object> targets) {}

  private record Handler(int site, Object from, Object to, Object entry) {}

  private record Loop(int begin, int end) {
    boolean holds(int step) {
      return step >= begin && step <= end;
    }
  }

  private final String className;
  private final String method;
  private final List<Step> steps = new ArrayList<>();
  private final Map<Object, Integer> labels = new HashMap<>();
  private final List<Handler> handlers = new ArrayList<>();
  private List<Loop> loops;

  /**
   * A method that is about to be read.
   *
   * @param className its class, by its binary name
   */
  public ControlFlow(String className, String method) {
    this.className = className;
    this.method = method;
  }

  /** A label. */
  public void label(Object label) {
    labels.put(label, steps.size());
  }

  /** The number of the line that what follows stands on. */
  public void line(int number) {
    add(Kind.LINE, "", number, true, List.of());
  }

  /**
   * A call of a method that may be the user's.
   *
   * @param called as {@link Handlers#key} has it
   */
  public void call(String called) {
    add(Kind.CALL, called, 0, true, List.of());
  }

  /** A call of a framework's method that trains. */
  public void trains(Training how) {
    add(Kind.TRAINING, "", how.ordinal(), true, List.of());
  }

  /**
   * A jump, or a switch.
   *
   * @param falls whether the next instruction may follow
   */
  public void jump(boolean falls, List<Object> targets) {
    add(Kind.JUMP, "", 0, falls, targets);
  }

  /** A return. */
  public void returned() {
    add(Kind.RETURN, "", 0, false, List.of());
  }

  /** A throw. */
  public void thrown() {
    add(Kind.THROW, "", 0, false, List.of());
  }

  /** A counter is set back, as it is where something is to be tried again. */
  public void countsBack() {
    add(Kind.COUNT_BACK, "", 0, true, List.of());
  }

  /**
   * A handler of exceptions.
   *
   * @param site its number
   * @param from label where what it guards begins
   * @param to label where that ends
   * @param entry label where it begins itself
   */
  public void handler(int site, Object from, Object to, Object entry) {
    handlers.add(new Handler(site, from, to, entry));
  }

  private void add(Kind kind, String called, int number, boolean falls, List<Object> targets) {
    steps.add(new Step(kind, called, number, falls, targets));
  }

  /** Whether it has a handler, or may train. */
  public boolean isOfUse() {
    boolean calls = steps.stream().anyMatch(s -> s.kind == Kind.CALL || s.kind == Kind.TRAINING);
    return calls || !handlers.isEmpty();
  }

  /** The numbers of its handlers. */
  List<Integer> sites() {
    return handlers.stream().map(Handler::site).toList();
  }

  /** How it trains, where that is known of the methods that it calls. */
  Training training(Function<String, Training> called) {
    Training all = Training.NONE;
    for (int i = 0; i < steps.size(); i++) {
      Training one = training(i, called);
      if (one == Training.LOOPS || (one == Training.ONCE && loop(i) != null)) {
        return Training.LOOPS;
      }
      all = one == Training.ONCE ? one : all;
    }
    return all;
  }

  private Training training(int step, Function<String, Training> called) {
    Step at = steps.get(step);
    return switch (at.kind) {
      case TRAINING -> Training.values()[at.number];
      case CALL -> called.apply(at.called);
      default -> Training.NONE;
    };
  }

  /**
   * The last step of training that a handler leaves out where what it guards throws; -1 where it
   * leaves none out. Behind it the loop goes on with the next batch. A handler around a whole loop
   * that trains, and one that ends the loop, throws on or sets a counter back leaves nothing out.
   */
  int leftOut(int site, Function<String, Training> called) {
    for (Handler handler : handlers) {
      int last = handler.site == site ? leftOut(handler, called) : -1;
      if (last >= 0) {
        return last;
      }
    }
    return -1;
  }

  private int leftOut(Handler handler, Function<String, Training> called) {
    int entry = at(handler.entry);
    int from = at(handler.from);
    int to = at(handler.to);
    Loop loop = loop(entry);
    BitSet ahead = reached(from, loop);
    int last = -1;
    boolean guarded = false;
    for (int i = 0; i < steps.size(); i++) {
      Training one = training(i, called);
      if (one == Training.NONE) {
        continue;
      }
      boolean within = i >= from && i < to;
      boolean inner = loop(i) != null && !loop(i).equals(loop);
      if (within && (inner || one == Training.LOOPS)) {
        return -1;
      }
      if (ahead.get(i) && (loop == null || loop.holds(i))) {
        last = i;
        guarded |= within;
      }
    }
    boolean trains = last >= 0 && (loop != null || guarded);
    return trains && goesOn(entry, loop, called) ? last : -1;
  }

  /** Whether what was thrown came out of a line of this method that stands behind a step. */
  boolean comesAfter(int step, Throwable thrown) {
    for (StackTraceElement frame : thrown.getStackTrace()) {
      if (frame.getClassName().equals(className) && frame.getMethodName().equals(method)) {
        return firstOf(frame.getLineNumber()) > step;
      }
    }
    return false;
  }

  private int firstOf(int line) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).kind == Kind.LINE && steps.get(i).number == line) {
        return i;
      }
    }
    return -1;
  }

  /** Whether a handler's way leads back to the loop's head, or out where there is no loop. */
  private boolean goesOn(int entry, Loop loop, Function<String, Training> called) {
    BitSet reached = reached(entry, loop);
    boolean on = false;
    for (int i = reached.nextSetBit(0); i >= 0; i = reached.nextSetBit(i + 1)) {
      Step step = steps.get(i);
      if (step.kind == Kind.COUNT_BACK || training(i, called) != Training.NONE) {
        return false;
      }
      on |= loop == null ? step.kind == Kind.RETURN : leadsTo(i, loop.begin);
    }
    return on;
  }

  private boolean leadsTo(int step, int target) {
    Step from = steps.get(step);
    return (from.falls && step + 1 == target)
        || from.targets.stream().anyMatch(label -> at(label) == target);
  }

  /** The steps that may follow one, itself included, within a loop and up to its head. */
  private BitSet reached(int from, Loop loop) {
    BitSet reached = new BitSet();
    BitSet open = new BitSet();
    open.set(from);
    for (int i = from; i >= 0; i = open.nextSetBit(0)) {
      open.clear(i);
      if (i < steps.size() && !reached.get(i)) {
        reached.set(i);
        Step step = steps.get(i);
        if (step.falls) {
          go(i + 1, loop, open);
        }
        step.targets.forEach(label -> go(at(label), loop, open));
      }
    }
    return reached;
  }

  private static void go(int to, Loop loop, BitSet open) {
    if (loop == null || (loop.holds(to) && to != loop.begin)) {
      open.set(to);
    }
  }

  private int at(Object label) {
    return labels.getOrDefault(label, steps.size());
  }

  /** The innermost loop around a step; null where there is none. */
  private Loop loop(int step) {
    Loop innermost = null;
    for (Loop loop : loops()) {
      boolean inner = innermost == null || loop.end - loop.begin < innermost.end - innermost.begin;
      if (loop.holds(step) && inner) {
        innermost = loop;
      }
    }
    return innermost;
  }

  /** Jumps back to one place are one loop: {@code continue} is one too. */
  private List<Loop> loops() {
    if (loops == null) {
      Map<Integer, Integer> ends = new HashMap<>();
      for (int i = 0; i < steps.size(); i++) {
        for (Object label : steps.get(i).targets) {
          if (at(label) <= i) {
            ends.merge(at(label), i, Math::max);
          }
        }
      }
      loops = ends.entrySet().stream().map(e -> new Loop(e.getKey(), e.getValue())).toList();
    }
    return loops;
  }
}

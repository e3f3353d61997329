package io.gradprobe.agent.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One of the user's methods as it was read while being woven: its loops, and where in them it calls
 * what marks the phases of training.
 */
public final class MethodReading {
  /** A call, at its place in the order of the code. */
  private record Call(String name, String line, int position) {}

  /** A backward jump and where it goes. */
  private record Loop(int begin, int end) {
    boolean holds(int position) {
      return position >= begin && position <= end;
    }
  }

  private final List<Call> calls = new ArrayList<>();
  private final List<Loop> loops = new ArrayList<>();
  private final Map<Object, Integer> labels = new HashMap<>();
  private int position;

  /** A label, which later jumps may go back to. */
  public void label(Object label) {
    labels.put(label, position);
  }

  /** A jump. */
  public void jump(Object label) {
    Integer begin = labels.get(label);
    if (begin != null) {
      loops.add(new Loop(begin, position));
    }
    position++;
  }

  /**
   * A call of the framework's.
   *
   * @param line as {@code package.Class.method(File.java:42)}
   */
  public void call(String name, String line) {
    calls.add(new Call(name, line, position++));
  }

  /** Whether it calls nothing of the framework. */
  public boolean isEmpty() {
    return calls.isEmpty();
  }

  /** The first line that calls a method; null where none does. */
  String first(String name) {
    for (Call call : calls) {
      if (call.name.equals(name)) {
        return call.line;
      }
    }
    return null;
  }

  /**
   * The first line that calls a method in the innermost loop around another line.
   *
   * @return null where none does, or the other line is not one of this method's
   */
  String inLoopOf(String name, String line) {
    for (Call near : calls) {
      if (near.line.equals(line)) {
        Loop loop = innermost(near.position);
        for (Call call : calls) {
          if (loop != null && call.name.equals(name) && loop.holds(call.position)) {
            return call.line;
          }
        }
      }
    }
    return null;
  }

  private Loop innermost(int at) {
    Loop innermost = null;
    for (Loop loop : loops) {
      boolean inner = innermost == null || loop.end - loop.begin < innermost.end - innermost.begin;
      if (loop.holds(at) && inner) {
        innermost = loop;
      }
    }
    return innermost;
  }

  /** Whether one of its calls stands at a line. */
  boolean has(String line) {
    return calls.stream().anyMatch(call -> call.line.equals(line));
  }
}

package io.gradprobe.agent.custom.heap;

import java.util.List;
import java.util.Map;

/**
 * The way from a root to one of the program's objects, followed anew at each read, so that arrays
 * and objects which are replaced are no trouble.
 */
public final class Path {
  /** One step of a path. */
  private sealed interface Step {
    Object follow(Object from);

    String text();

    /** Its place among the steps from the same object: in the order of the source. */
    int place();
  }

  private record FieldStep(Member member, int place) implements Step {
    @Override
    public Object follow(Object from) {
      return member.get(from);
    }

    @Override
    public String text() {
      return "." + member.name();
    }
  }

  private record IndexStep(int place) implements Step {
    @Override
    public Object follow(Object from) {
      if (from instanceof Object[] array) {
        return place < array.length ? array[place] : null;
      }
      try {
        return from instanceof List<?> list && place < list.size() ? list.get(place) : null;
      } catch (RuntimeException e) {
        // The program may change the list at this moment, on another thread.
        return null;
      }
    }

    @Override
    public String text() {
      return "[" + place + "]";
    }
  }

  private record KeyStep(Object key, int place) implements Step {
    @Override
    public Object follow(Object from) {
      try {
        return from instanceof Map<?, ?> map ? map.get(key) : null;
      } catch (RuntimeException e) {
        return null;
      }
    }

    @Override
    public String text() {
      return "[" + key + "]";
    }
  }

  private final Root root;
  private final Path parent;
  private final Step step;
  private final int length;

  private Path(Root root, Path parent, Step step) {
    this.root = root;
    this.parent = parent;
    this.step = step;
    length = parent == null ? 0 : parent.length + 1;
  }

  /** The root itself. */
  public static Path of(Root root) {
    return new Path(root, null, null);
  }

  Path field(Member member, int place) {
    return new Path(root, this, new FieldStep(member, place));
  }

  Path index(int index) {
    return new Path(root, this, new IndexStep(index));
  }

  /** By the key of a map: a string, number or constant, whose hash is its own. */
  Path key(Object key, int place) {
    return new Path(root, this, new KeyStep(key, place));
  }

  Root root() {
    return root;
  }

  Path parent() {
    return parent;
  }

  int length() {
    return length;
  }

  /** Whether the last step is into an array or list. */
  boolean endsInIndex() {
    return step instanceof IndexStep;
  }

  /** The array or list that the last index leads into; null where there is no index. */
  Path layer() {
    for (Path at = this; at.parent != null; at = at.parent) {
      if (at.endsInIndex()) {
        return at.parent;
      }
    }
    return null;
  }

  /** The places of all steps, which sort paths in the order of the source. */
  int[] places() {
    int[] places = new int[length];
    for (Path at = this; at.parent != null; at = at.parent) {
      places[at.length - 1] = at.step.place();
    }
    return places;
  }

  /** Whether there is a step from the root. */
  public boolean isBelowRoot() {
    return length > 0;
  }

  /** What is at the path's end now; null where something on the way is. */
  public Object get() {
    if (parent == null) {
      return root.get();
    }
    Object from = parent.get();
    return from == null ? null : step.follow(from);
  }

  /** The path as the source writes it, without the root: {@code layers[2].w}. */
  public String text() {
    String text = tail();
    return text.startsWith(".") ? text.substring(1) : text;
  }

  private String tail() {
    return parent == null ? "" : parent.tail() + step.text();
  }
}

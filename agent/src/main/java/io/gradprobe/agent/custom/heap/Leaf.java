package io.gradprobe.agent.custom.heap;

import java.util.List;

/**
 * The way from one of the program's own objects to its numbers: members one after the other, most
 * often one.
 */
public final class Leaf {
  private final Member[] members;

  /** Takes the members in order. */
  public Leaf(List<Member> members) {
    this.members = members.toArray(new Member[0]);
  }

  /** Whether the numbers are a single {@code double} or {@code float}, read without a box. */
  boolean isNumber() {
    return members[members.length - 1].isNumber();
  }

  /** Whether that single number is a {@code float}. */
  boolean isFloat() {
    return members[members.length - 1].type() == float.class;
  }

  /** What holds the numbers now; null where something on the way is null. */
  Object holder(Object owner) {
    return walk(owner, members.length);
  }

  /** The single number; NaN where something on the way is null. */
  double number(Object owner) {
    Object last = walk(owner, members.length - 1);
    return last == null ? Double.NaN : members[members.length - 1].number(last);
  }

  /** Sets the single number. */
  void setNumber(Object owner, double value) throws IllegalAccessException {
    Object last = walk(owner, members.length - 1);
    if (last == null) {
      throw new IllegalAccessException("the way to a value is cut");
    }
    members[members.length - 1].setNumber(last, value);
  }

  private Object walk(Object owner, int count) {
    Object at = owner;
    for (int i = 0; i < count && at != null; i++) {
      at = members[i].get(at);
    }
    return at;
  }
}

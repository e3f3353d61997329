package io.gradprobe.agent.custom.heap;

import io.gradprobe.agent.custom.binding.Accumulation;
import io.gradprobe.agent.custom.binding.MemberRef;
import io.gradprobe.agent.custom.binding.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A kind of parameter storage whose members have been found in the program's loaded classes. */
public final class BoundSlot {
  /** Members of such names add nothing to the name of the parameter that they are in. */
  private static final List<String> GENERIC =
      List.of("data", "value", "values", "val", "v", "x", "storage", "getdata", "getvalue");

  private final int index;
  private final Accumulation accumulation;
  private final Class<?> owner;
  private final List<Member> value;
  private final List<Member> gradient;

  private BoundSlot(
      int index,
      Accumulation accumulation,
      Class<?> owner,
      List<Member> value,
      List<Member> gradient) {
    this.index = index;
    this.accumulation = accumulation;
    this.owner = owner;
    this.value = value;
    this.gradient = gradient;
  }

  /**
   * Looks the members of a slot up.
   *
   * @param index of the slot in its binding
   * @throws ReflectiveOperationException where one is not there
   */
  public static BoundSlot of(int index, Slot slot, ClassLoader loader)
      throws ReflectiveOperationException {
    return new BoundSlot(
        index,
        slot.accumulation(),
        isLocal(slot.value()) ? null : Class.forName(slot.value().get(0).owner(), false, loader),
        members(slot.value(), loader),
        members(slot.gradient(), loader));
  }

  private static boolean isLocal(List<MemberRef> way) {
    return !way.isEmpty() && way.get(0).kind() == MemberRef.Kind.LOCAL;
  }

  /** The members on the way; a local variable, which comes first, is none. */
  private static List<Member> members(List<MemberRef> way, ClassLoader loader)
      throws ReflectiveOperationException {
    List<Member> members = new ArrayList<>();
    for (MemberRef ref : way) {
      if (ref.kind() != MemberRef.Kind.LOCAL) {
        members.add(Member.of(ref, loader));
      }
    }
    return members;
  }

  /** The index of the slot in its binding. */
  public int index() {
    return index;
  }

  /** What backward does with a gradient that is there. */
  public Accumulation accumulation() {
    return accumulation;
  }

  /** The class whose objects have the value; null where a local variable has it. */
  Class<?> owner() {
    return owner;
  }

  /** Whether each owner holds a single number. */
  boolean isScalar() {
    return !value.isEmpty() && value.get(value.size() - 1).isNumber();
  }

  /** Whether that number has single precision. */
  boolean isFloat() {
    return isScalar() && value.get(value.size() - 1).type() == float.class;
  }

  /** Whether the value's first member is a static field. */
  public boolean isStaticField() {
    return !value.isEmpty() && value.get(0).isStatic();
  }

  /** The static field of the value or the gradient; null where it is none. */
  public Root staticRoot(boolean ofGradient) {
    List<Member> way = ofGradient ? gradient : value;
    return way.isEmpty() || !way.get(0).isStatic() ? null : new Root(way.get(0));
  }

  /**
   * The single number that an object holds in this slot, where it holds no more.
   *
   * @return null where it holds none or several
   */
  public Double onlyNumber(Object object) {
    if (!isOwner(object)) {
      return null;
    }
    Leaf leaf = valueLeaf(object);
    Elements elements = leaf == null ? null : Elements.of(object, leaf);
    return elements == null || elements.count() != 1 ? null : (Double) elements.first();
  }

  /** Whether a field is where the value or the gradient is kept. */
  boolean isKeptIn(Member member) {
    return isFirst(value, member) || isFirst(gradient, member);
  }

  private boolean isFirst(List<Member> way, Member member) {
    return !way.isEmpty() && way.get(0).isSame(member);
  }

  /** Whether an object is of the class that has this slot. */
  public boolean isOwner(Object object) {
    return owner != null && owner.isInstance(object);
  }

  /** The place of the value's field among those of its class. */
  public int place() {
    return value.isEmpty() ? index : value.get(0).place();
  }

  /** What the slot adds to its owner's name; empty where the owner's name says all. */
  String suffix() {
    String name = value.isEmpty() ? "" : value.get(0).name();
    return GENERIC.contains(name.toLowerCase(Locale.ROOT)) ? "" : name;
  }

  /** The value's plain name. */
  String valueName() {
    return value.isEmpty() ? "" : value.get(0).name();
  }

  /** The way from an owner to its value. */
  Leaf valueLeaf(Object example) {
    return leaf(value, example);
  }

  /** The way from an owner to its gradient; null where the slot has none in its owner. */
  Leaf gradientLeaf(Object example) {
    return gradient.isEmpty() ? null : leaf(gradient, example);
  }

  boolean hasGradient() {
    return !gradient.isEmpty();
  }

  /**
   * The way with what it leads into: where its end is an object of the program's own, on to that
   * object's numbers.
   */
  private Leaf leaf(List<Member> full, Object example) {
    // What begins with a static field is read from that field on.
    List<Member> way = isStaticField() ? full.subList(1, full.size()) : full;
    if (way.isEmpty()) {
      return null;
    }
    List<Member> whole = new ArrayList<>(way);
    Class<?> end = way.get(way.size() - 1).type();
    if (!end.isPrimitive() && !Inside.isNumbers(end)) {
      Object there = new Leaf(way).holder(example);
      Class<?> type = there == null ? end : there.getClass();
      if (!Inside.isNumbers(type)) {
        boolean alike = full != value && owner != null && owner.isAssignableFrom(type);
        List<Member> rest = alike ? value : Inside.of(type);
        if (rest == null) {
          return null;
        }
        whole.addAll(rest);
      }
    }
    return new Leaf(whole);
  }
}

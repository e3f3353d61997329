package io.gradprobe.agent.custom.binding;

/**
 * A field, method or local variable of the program.
 *
 * @param kind which of the three
 * @param owner the binary name of the class that declares it, with dots
 * @param name the field's, method's or variable's name; empty for a variable of a class without
 *     debug information
 * @param descriptor of a field, its type; of a method, its parameters and result; of a local
 *     variable, the method's name and descriptor, {@code #} and the number of the variable's slot
 */
public record MemberRef(Kind kind, String owner, String name, String descriptor) {
  /** Where a member stands. */
  public enum Kind {
    /** A field, static or not. */
    FIELD,
    /** A method, static or not. */
    METHOD,
    /** A local variable. */
    LOCAL
  }

  /** A field. */
  public static MemberRef field(String owner, String name, String descriptor) {
    return new MemberRef(Kind.FIELD, owner, name, descriptor);
  }

  /** A method. */
  public static MemberRef method(String owner, String name, String descriptor) {
    return new MemberRef(Kind.METHOD, owner, name, descriptor);
  }

  /** A local variable, by the method that has it and its slot. */
  public static MemberRef local(
      String owner, String method, String methodDescriptor, int slot, String name) {
    return new MemberRef(Kind.LOCAL, owner, name, method + methodDescriptor + "#" + slot);
  }

  /** The name of a local variable's method. */
  public String localMethod() {
    return descriptor.substring(0, descriptor.indexOf('('));
  }

  /** The descriptor of a local variable's method. */
  public String localMethodDescriptor() {
    return descriptor.substring(descriptor.indexOf('('), descriptor.lastIndexOf('#'));
  }

  /** The number of a local variable's slot. */
  public int localSlot() {
    return Integer.parseInt(descriptor.substring(descriptor.lastIndexOf('#') + 1));
  }

  /** As binding files write it. */
  @Override
  public String toString() {
    return MemberText.of(this);
  }
}

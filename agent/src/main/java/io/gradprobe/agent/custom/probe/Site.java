package io.gradprobe.agent.custom.probe;

import io.gradprobe.agent.custom.binding.MemberRef;
import io.gradprobe.agent.source.SourceLine;
import io.gradprobe.agent.weave.Numbered;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Set;

/** A place in the program's code where a hook stands: a whole method, or a point inside of one. */
public final class Site implements Numbered.Target {
  /** What the place is. */
  public enum Kind {
    /** A method that fills the gradients. */
    BACKWARD,
    /** A method that clears the gradients. */
    CLEAR,
    /** A method that updates the values. */
    STEP,
    /** A method that computes gradients in variables of its own, and then updates the values. */
    WHOLE,
    /** A method that limits the gradients. */
    CLIP,
    /** A method that runs the model. */
    FORWARD,
    /** A method that returns the loss. */
    LOSS,
    /** Where a variable holds the loss of the step that is about to be made. */
    LOSS_VALUE,
    /** Where a training loop begins. */
    LOOP,
    /** Where gradients are computed in the midst of a method. */
    INLINE_BACKWARD,
    /** Where gradients are cleared in the midst of a method. */
    INLINE_CLEAR,
    /** Where gradients are limited in the midst of a method. */
    INLINE_CLIP,
    /** Where values are updated in the midst of a method. */
    INLINE_STEP;

    /** Whether its hooks stand inside a method. */
    public boolean isInside() {
      return this == LOOP
          || this == LOSS_VALUE
          || this == INLINE_BACKWARD
          || this == INLINE_CLEAR
          || this == INLINE_CLIP
          || this == INLINE_STEP;
    }
  }

  /**
   * A local variable that a hook inside a method passes.
   *
   * @param slot its number
   * @param name its name; empty without debug information
   * @param type {@code A} for an object, {@code D} or {@code F} for a number
   */
  public record Variable(int slot, String name, char type) {}

  private final Kind kind;
  private final WatchedProgram program;
  private final String className;
  private final String method;
  private final String descriptor;
  private final List<Integer> slots;
  private final int lineNumber;
  private final boolean yieldsLoss;
  private volatile String line = "";
  private volatile List<Variable> variables = List.of();
  private volatile Set<Integer> numbers = Set.of();
  private volatile boolean guarded;

  /**
   * @param kind what it is
   * @param program what its calls are about
   * @param className the binary name of the class
   * @param descriptor the method's descriptor
   * @param slots the binding's slots that it concerns; empty for all
   * @param lineNumber the source line; negative where unknown, or a whole method
   */
  public Site(
      Kind kind,
      WatchedProgram program,
      String className,
      String method,
      String descriptor,
      List<Integer> slots,
      int lineNumber) {
    this(kind, program, className, method, descriptor, slots, lineNumber, kind == Kind.LOSS);
  }

  private Site(
      Kind kind,
      WatchedProgram program,
      String className,
      String method,
      String descriptor,
      List<Integer> slots,
      int lineNumber,
      boolean yieldsLoss) {
    this.yieldsLoss = yieldsLoss;
    this.kind = kind;
    this.program = program;
    this.className = className;
    this.method = method;
    this.descriptor = descriptor;
    this.slots = List.copyOf(slots);
    this.lineNumber = lineNumber;
  }

  /** A whole method. */
  public static Site around(
      Kind kind, WatchedProgram program, MemberRef method, boolean yieldsLoss) {
    return new Site(
        kind,
        program,
        method.owner(),
        method.name(),
        method.descriptor(),
        List.of(),
        -1,
        yieldsLoss);
  }

  /** Passes single numbers in these variables too, where they have a value. */
  public void pass(Set<Integer> slotsOfNumbers) {
    numbers = Set.copyOf(slotsOfNumbers);
  }

  /** The slots of variables with single numbers that are passed too. */
  public Set<Integer> numbers() {
    return numbers;
  }

  /** The method may be left out where a step is to be skipped. */
  public void guard() {
    guarded = true;
  }

  /** Whether the method may be left out. */
  public boolean isGuarded() {
    return guarded;
  }

  /** Whether this whole method has that point in it. */
  boolean isAround(Site point) {
    return className.equals(point.className)
        && method.equals(point.method)
        && descriptor.equals(point.descriptor);
  }

  /** Whether what the method returns is the loss. */
  public boolean yieldsLoss() {
    return yieldsLoss;
  }

  /** The weaver has seen the class's source file and the variables that it can pass. */
  public void woven(String file, List<Variable> passed) {
    line = lineNumber < 0 ? "" : SourceLine.format(className, method, file, lineNumber);
    variables = List.copyOf(passed);
  }

  /** What it is. */
  public Kind kind() {
    return kind;
  }

  /** The binary name of the class. */
  public String className() {
    return className;
  }

  /** The method's name. */
  public String method() {
    return method;
  }

  /** Its method, by class, name and descriptor. */
  public String key() {
    return className + "." + method + descriptor;
  }

  /** The method's descriptor. */
  public String descriptor() {
    return descriptor;
  }

  WatchedProgram program() {
    return program;
  }

  List<Integer> slots() {
    return slots;
  }

  /** Its line, as {@code package.Class.method(File.java:42)}; empty for a whole method. */
  String line() {
    return line;
  }

  /** What its hook passes. */
  public List<Variable> variables() {
    return variables;
  }

  @Override
  public MethodHandle handle(String name, MethodType type) throws ReflectiveOperationException {
    MethodHandle hook =
        MethodHandles.lookup()
            .findStatic(Hooks.class, name, type.insertParameterTypes(0, Session.class, Site.class));
    return MethodHandles.insertArguments(hook, 0, program.session(), this);
  }

  @Override
  public String name() {
    return "Hooks of " + className + "." + method;
  }
}

package io.gradprobe.agent.weave;

import io.gradprobe.agent.source.Training;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the weaver must know of a framework. Names only: the framework's types are not loaded. */
public interface Framework {
  /** The name as users know it. */
  String name();

  /** The places that are woven. */
  List<ProbePoint> points();

  /** Package of the probe classes, which are defined once for each application loader. */
  String probePackage();

  /** The framework that this one is built on and whose probes its own may use; null for none. */
  default Framework base() {
    return null;
  }

  /**
   * Internal name of a class without which the framework is not there, though something that it
   * stands on is; null where what is woven is the framework's alone.
   */
  default String sign() {
    return null;
  }

  /** Packages of the framework, with a dot at the end, whose frames are not the user's. */
  List<String> packages();

  /** Simple names of classes in the probe package that belong to no point. */
  default List<String> helpers() {
    return List.of();
  }

  /** All probe classes, whose uses of the framework are checked before the first is linked. */
  default Set<String> probeClasses() {
    Set<String> classes = new LinkedHashSet<>();
    for (ProbePoint point : points()) {
      classes.add(point.advice());
    }
    for (String helper : helpers()) {
      classes.add(probePackage() + "." + helper);
    }
    return classes;
  }

  /**
   * Whether a method does nothing but make a tensor, so that to drop the tensor is a mistake.
   *
   * @param method its name and descriptor
   */
  default boolean isPure(String method) {
    return false;
  }

  /**
   * Whether a method marks a phase of training: backward, clearing the gradients, the step.
   *
   * @param owner its class, by its internal name
   */
  default boolean isProtocol(String owner, String method) {
    return false;
  }

  /**
   * How one of its methods trains.
   *
   * @param owner its class, by its internal name
   */
  default Training training(String owner, String method) {
    return Training.NONE;
  }

  /**
   * A probe class, by its binary name, whose method {@code caught} is told each exception that one
   * of the user's handlers catches, and the number of the handler; null for none.
   */
  default String catchProbe() {
    return null;
  }

  /**
   * What takes tapped results of the user's code.
   *
   * @param probe a probe class, by its binary name, that has for each type a method {@code tap},
   *     which takes a value and the number of its place and returns the value to go on with
   * @param types descriptors of the types that can be tapped
   */
  record Tap(String probe, Set<String> types) {}

  /** What takes tapped results; null where the framework has nothing of the kind. */
  default Tap tap() {
    return null;
  }

  /**
   * The probe that a call is led through where it is made, for a method that is native and can't be
   * woven itself; null where none. See {@link LedCall}.
   *
   * @param owner internal name of the class that the method is called on: the framework's, or a
   *     subclass of the user's that inherits it
   */
  default String callProbe(String owner, String name, String descriptor) {
    return null;
  }

  /**
   * Whether calls that are led through a probe mark a phase of training, such as the step: where
   * one of them is missed, the others tell nothing.
   */
  default boolean isPhase(String callProbe) {
    return false;
  }

  /** Prefixes of the framework's internal class names, such as {@code ai/djl/}. */
  List<String> memberPrefixes();

  /** Whether a class, by its internal name, is the framework's. */
  default boolean owns(String className) {
    for (String prefix : memberPrefixes()) {
      if (className.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}

package io.gradprobe.agent.weave;

import java.util.List;

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

  /** Packages of the framework, with a dot at the end, whose frames are not the user's. */
  List<String> packages();

  /** All probe classes, whose uses of the framework are checked before the first is linked. */
  List<String> probeClasses();

  /**
   * Whether a method does nothing but make a tensor, so that to drop the tensor is a mistake.
   *
   * @param method its name and descriptor
   */
  default boolean isPure(String method) {
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

package io.gradprobe.agent.custom.discover;

import java.util.Collection;

/** The class files of a program. */
public interface ClassSource {
  /**
   * The bytes of a class.
   *
   * @param internalName such as {@code my/Net}
   * @return null where there is no such class, or it can't be read
   */
  byte[] bytes(String internalName);

  /** The internal names of the classes to look at. Others may be asked for too. */
  Collection<String> names();
}

package io.gradprobe.agent.custom.discover;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Class files in memory. */
final class MapSource implements ClassSource {
  private final Map<String, byte[]> classes = new TreeMap<>();

  /** Classes by their binary names. */
  MapSource(Map<String, byte[]> byBinaryName) {
    byBinaryName.forEach((name, bytes) -> classes.put(name.replace('.', '/'), bytes));
  }

  /** A class that the build has compiled, with its nested ones. */
  static MapSource of(Class<?> type) {
    Map<String, byte[]> found = new TreeMap<>();
    add(type, found);
    return new MapSource(found);
  }

  private static void add(Class<?> type, Map<String, byte[]> into) {
    String file = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getClassLoader().getResourceAsStream(file)) {
      into.put(type.getName(), in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (Class<?> nested : type.getDeclaredClasses()) {
      add(nested, into);
    }
  }

  @Override
  public byte[] bytes(String internalName) {
    return classes.get(internalName);
  }

  @Override
  public Collection<String> names() {
    return classes.keySet();
  }
}

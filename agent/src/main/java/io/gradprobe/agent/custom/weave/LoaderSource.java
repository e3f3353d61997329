package io.gradprobe.agent.custom.weave;

import io.gradprobe.agent.custom.discover.ClassSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The application classes that some of them refer to, directly or through others, as a loader finds
 * their files. Defines no class.
 */
public final class LoaderSource implements ClassSource {
  private static final int MOST = 1000;

  private final ClassLoader loader;
  private final Map<String, byte[]> read = new HashMap<>();
  private final Set<String> names = new LinkedHashSet<>();

  /**
   * @param loader of the classes
   * @param first internal name of the class to begin with
   * @param bytes its bytes, where they are at hand; null to be read
   */
  public LoaderSource(ClassLoader loader, String first, byte[] bytes) {
    this.loader = loader;
    if (bytes != null) {
      read.put(first, bytes);
    }
    gather(List.of(first));
  }

  /**
   * @param loader of the classes
   * @param first internal names of the classes to begin with
   */
  public LoaderSource(ClassLoader loader, Collection<String> first) {
    this.loader = loader;
    gather(first);
  }

  private void gather(Collection<String> first) {
    Set<String> wanted = new LinkedHashSet<>(first);
    while (!wanted.isEmpty() && names.size() < MOST) {
      String name = wanted.iterator().next();
      wanted.remove(name);
      byte[] bytes = bytes(name);
      if (bytes != null && names.add(name)) {
        for (String referred : ClassNames.in(bytes)) {
          if (!names.contains(referred) && !ClassNames.isForeign(referred)) {
            wanted.add(referred);
          }
        }
      }
    }
  }

  @Override
  public byte[] bytes(String internalName) {
    if (read.containsKey(internalName)) {
      return read.get(internalName);
    }
    byte[] bytes = null;
    try (InputStream in = loader.getResourceAsStream(internalName + ".class")) {
      bytes = in == null ? null : in.readAllBytes();
    } catch (IOException | RuntimeException e) {
      // A class whose file can't be read is as good as missing.
    }
    read.put(internalName, bytes);
    return bytes;
  }

  @Override
  public Collection<String> names() {
    return names;
  }
}

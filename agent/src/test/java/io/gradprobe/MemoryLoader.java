package io.gradprobe;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A program's class loader over class files in memory; knows the platform and nothing else. */
public class MemoryLoader extends ClassLoader {
  private final Map<String, byte[]> classes;

  public MemoryLoader(Map<String, byte[]> classes) {
    super("program", ClassLoader.getPlatformClassLoader());
    this.classes = new ConcurrentHashMap<>(classes);
  }

  /** Replaces a class file, such as by its woven form. */
  public void replace(String name, byte[] bytes) {
    classes.put(name, bytes);
  }

  /** The class file as it is now. */
  public byte[] bytes(String name) {
    return classes.get(name);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes = classes.get(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  @Override
  public InputStream getResourceAsStream(String name) {
    byte[] bytes =
        name.endsWith(".class")
            ? classes.get(name.substring(0, name.length() - 6).replace('/', '.'))
            : null;
    return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
  }
}

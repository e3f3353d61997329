package io.gradprobe;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The loader of everything in gradprobe but its two visible classes. It reads {@code
 * inst/**.classdata} from the agent's jar and knows only the platform, so nothing in it can clash
 * with the program's own libraries.
 */
public final class AgentLoader extends ClassLoader {
  private static final String FOLDER = "inst/";

  static {
    registerAsParallelCapable();
  }

  private final JarFile jar;
  private final String base;

  AgentLoader(JarFile jar, String jarUrl) {
    super("gradprobe", ClassLoader.getPlatformClassLoader());
    this.jar = jar;
    base = "jar:" + jarUrl + "!/";
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    // The isolated part names this class, which the program's loader has defined.
    return name.equals(AgentLoader.class.getName())
        ? AgentLoader.class
        : super.loadClass(name, resolve);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    byte[] bytes;
    try {
      bytes = read(name.replace('.', '/') + ".class");
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  /**
   * The bytes of a class or resource of the isolated part.
   *
   * @param resource such as {@code io/gradprobe/runtime/Monitor.class}
   * @return null where there is none
   */
  public byte[] read(String resource) throws IOException {
    JarEntry entry = jar.getJarEntry(entryName(resource));
    if (entry == null) {
      return null;
    }
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  private static String entryName(String resource) {
    return resource.endsWith(".class")
        ? FOLDER + resource.substring(0, resource.length() - 6) + ".classdata"
        : FOLDER + resource;
  }

  @Override
  public InputStream getResourceAsStream(String name) {
    try {
      byte[] bytes = read(name);
      return bytes != null ? new ByteArrayInputStream(bytes) : super.getResourceAsStream(name);
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  @SuppressWarnings("deprecation") // URL's constructor: its successor exists from JDK 20 on only
  protected URL findResource(String name) {
    String entry = entryName(name);
    if (jar.getJarEntry(entry) == null) {
      return null;
    }
    try {
      return new URL(base + entry);
    } catch (MalformedURLException e) {
      return null;
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL url = findResource(name);
    return url == null
        ? Collections.emptyEnumeration()
        : Collections.enumeration(Collections.singleton(url));
  }
}

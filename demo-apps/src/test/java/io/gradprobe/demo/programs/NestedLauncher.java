package io.gradprobe.demo.programs;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Starts programs in class loaders of their own, the way application servers and nested jars do. It
 * stands alone on the system class path.
 */
public final class NestedLauncher {
  private NestedLauncher() {}

  /**
   * Runs a program in one loader, or in several loaders one after the other.
   *
   * @param args {@code child-first} or {@code platform}; the class path; the folders of native
   *     libraries, one for each loader, since a JVM loads a library for one loader only; the main
   *     class; its arguments
   */
  public static void main(String[] args) throws Throwable {
    for (String natives : args[2].split(File.pathSeparator)) {
      System.setProperty("DJL_CACHE_DIR", natives);
      System.setProperty("ENGINE_CACHE_DIR", natives);
      run(newLoader(args[0], args[1]), args[3], Arrays.copyOfRange(args, 4, args.length));
    }
  }

  private static void run(ClassLoader loader, String main, String[] arguments) throws Throwable {
    Thread.currentThread().setContextClassLoader(loader);
    try {
      Class.forName(main, true, loader)
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static ClassLoader newLoader(String kind, String classPath) throws Exception {
    String[] paths = classPath.split(File.pathSeparator);
    URL[] urls = new URL[paths.length];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = Path.of(paths[i]).toUri().toURL();
    }
    return kind.equals("platform")
        ? new URLClassLoader("apart", urls, ClassLoader.getPlatformClassLoader())
        : new ChildFirst(urls, ClassLoader.getSystemClassLoader());
  }

  /** Looks in its own class path before it asks its parent. */
  private static final class ChildFirst extends URLClassLoader {
    ChildFirst(URL[] urls, ClassLoader parent) {
      super("nested", urls, parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        if (known == null && !name.startsWith("java.")) {
          try {
            known = findClass(name);
          } catch (ClassNotFoundException e) {
            known = null;
          }
        }
        return known != null ? known : super.loadClass(name, resolve);
      }
    }
  }
}

package io.gradprobe.demo.programs;

import java.io.File;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs programs one after the other, each in a class loader of its own that is dropped afterwards,
 * and prints how many of the loaders are still there: what a server does that takes up its
 * applications anew.
 */
public final class DroppedClasses {
  private static final int COLLECTIONS = 50;
  private static final long PATIENCE_MILLIS = 100;

  private DroppedClasses() {}

  /** Arguments: main classes, each with its arguments parted by blanks. */
  public static void main(String[] commands) throws Exception {
    ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (String command : commands) {
      loaders.add(new WeakReference<>(run(command.split(" ")), gone));
    }
    int left = loaders.size();
    for (int i = 0; i < COLLECTIONS && left > 0; i++) {
      System.gc();
      left -= gone.remove(PATIENCE_MILLIS) != null ? 1 : 0;
    }
    System.out.println(left + " of " + loaders.size() + " loaders are left");
  }

  private static ClassLoader run(String[] words) throws Exception {
    ClassLoader loader = new URLClassLoader(urls(), ClassLoader.getPlatformClassLoader());
    Class.forName(words[0], true, loader)
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(words, 1, words.length));
    return loader;
  }

  private static URL[] urls() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(new File(path).toURI().toURL());
    }
    return urls.toArray(URL[]::new);
  }
}

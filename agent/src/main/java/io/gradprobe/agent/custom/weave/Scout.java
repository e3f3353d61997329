package io.gradprobe.agent.custom.weave;

import io.gradprobe.agent.custom.binding.Binding;
import java.lang.ref.WeakReference;
import java.util.List;

/** Looks at a program's classes before anything of gradprobe's is started for it. */
public final class Scout {
  private static WeakReference<ClassLoader> lastLoader = new WeakReference<>(null);
  private static String lastName = "";
  private static List<Binding> lastFound = List.of();

  private Scout() {}

  /**
   * Whether a class, with those that it refers to, certainly trains something.
   *
   * @param name internal name of the class
   */
  public static boolean isTraining(ClassLoader loader, String name, byte[] bytes) {
    return !found(loader, name, bytes).isEmpty();
  }

  /** What is certain of a class and those that it refers to; the latest answer is kept. */
  static synchronized List<Binding> found(ClassLoader loader, String name, byte[] bytes) {
    if (!lastLoader.refersTo(loader) || !lastName.equals(name)) {
      lastLoader = new WeakReference<>(loader);
      lastName = name;
      lastFound = look(new LoaderSource(loader, name, bytes));
    }
    return lastFound;
  }

  private static List<Binding> look(LoaderSource source) {
    return List.of();
  }
}

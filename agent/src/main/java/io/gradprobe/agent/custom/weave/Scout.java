package io.gradprobe.agent.custom.weave;

import io.gradprobe.agent.custom.binding.Binding;
import io.gradprobe.agent.custom.discover.Discovery;
import io.gradprobe.agent.custom.discover.Found;
import io.gradprobe.agent.custom.discover.Sureness;
import java.lang.ref.WeakReference;
import java.util.List;

/** Looks at a program's classes before anything of gradprobe's is started for it. */
public final class Scout {
  private static WeakReference<ClassLoader> lastLoader = new WeakReference<>(null);
  private static String lastName = "";
  private static List<Found> lastFound = List.of();

  private Scout() {}

  /**
   * Whether a class, with those that it refers to, certainly trains something.
   *
   * @param name internal name of the class
   */
  public static boolean isTraining(ClassLoader loader, String name, byte[] bytes) {
    return !found(loader, name, bytes).isEmpty();
  }

  /** What is certain of a class and those that it refers to. */
  static List<Binding> found(ClassLoader loader, String name, byte[] bytes) {
    return certain(all(loader, name, bytes));
  }

  /** What is certain of classes that are loaded already and those that they refer to. */
  static List<Binding> found(LoaderSource source) {
    return certain(Discovery.find(source));
  }

  private static List<Binding> certain(List<Found> all) {
    return all.stream()
        .filter(found -> found.sureness() == Sureness.CERTAIN)
        .map(Found::binding)
        .toList();
  }

  /** All that is found; the latest answer is kept. */
  private static synchronized List<Found> all(ClassLoader loader, String name, byte[] bytes) {
    if (!lastLoader.refersTo(loader) || !lastName.equals(name)) {
      lastLoader = new WeakReference<>(loader);
      lastName = name;
      lastFound = Discovery.find(new LoaderSource(loader, name, bytes));
    }
    return lastFound;
  }
}

package io.gradprobe.agent;

import io.gradprobe.runtime.config.Options;
import java.util.List;
import java.util.function.Predicate;

/** Which of the program's classes call frameworks, and which of those are the user's. */
final class UserClasses {
  private final UserCode code;
  private final Globs included;
  private final Globs excluded;
  private final Predicate<String> isOfFramework;

  /**
   * @param options their {@code include} and {@code exclude} are globs of class names
   * @param frameworkPackages packages of the frameworks, each with a dot at its end
   * @param isOfFramework whether a class, by its binary name, is a framework's own
   */
  UserClasses(Options options, List<String> frameworkPackages, Predicate<String> isOfFramework) {
    this.isOfFramework = isOfFramework;
    code = new UserCode(frameworkPackages);
    included = new Globs(options.include());
    excluded = new Globs(options.exclude());
  }

  /** Whether a class, by its binary name, calls frameworks from outside of them. */
  boolean isCaller(String className) {
    return !UserCode.isForeignToAll(className) && !isOfFramework.test(className);
  }

  /** Whether a class, by its binary name, is to be woven. */
  boolean isWoven(String className) {
    return code.isUser(className)
        && (included.isEmpty() || included.match(className))
        && !excluded.match(className);
  }
}

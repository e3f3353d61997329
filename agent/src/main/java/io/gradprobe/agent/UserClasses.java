package io.gradprobe.agent;

import io.gradprobe.runtime.config.Options;
import java.util.List;

/** Which of the program's classes are the user's and are to be woven. */
final class UserClasses {
  private final UserCode code;
  private final Globs included;
  private final Globs excluded;

  /**
   * @param options their {@code include} and {@code exclude} are globs of class names
   * @param frameworkPackages packages of the framework, each with a dot at its end
   */
  UserClasses(Options options, List<String> frameworkPackages) {
    code = new UserCode(frameworkPackages);
    included = new Globs(options.include());
    excluded = new Globs(options.exclude());
  }

  /** Whether a class, by its binary name, is to be woven. */
  boolean isWoven(String className) {
    return code.isUser(className)
        && (included.isEmpty() || included.match(className))
        && !excluded.match(className);
  }
}

package io.gradprobe.agent;

import io.gradprobe.runtime.config.Options;
import java.util.List;
import java.util.regex.Pattern;

/** Which of the program's classes are the user's and are to be woven. */
final class UserClasses {
  private final UserCode code;
  private final List<Pattern> included;
  private final List<Pattern> excluded;

  /**
   * @param options their {@code include} and {@code exclude} are globs of class names
   * @param frameworkPackages packages of the framework, each with a dot at its end
   */
  UserClasses(Options options, List<String> frameworkPackages) {
    code = new UserCode(frameworkPackages);
    included = options.include().stream().map(UserClasses::pattern).toList();
    excluded = options.exclude().stream().map(UserClasses::pattern).toList();
  }

  /** Whether a class, by its binary name, is to be woven. */
  boolean isWoven(String className) {
    return code.isUser(className)
        && (included.isEmpty() || matches(included, className))
        && !matches(excluded, className);
  }

  private static boolean matches(List<Pattern> globs, String className) {
    for (Pattern glob : globs) {
      if (glob.matcher(className).matches()) {
        return true;
      }
    }
    return false;
  }

  private static Pattern pattern(String glob) {
    StringBuilder regex = new StringBuilder();
    for (char c : glob.toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex.toString());
  }
}

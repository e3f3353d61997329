package io.gradprobe.demo.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A finding that a demo's source promises, in a comment {@code // expect: <rule> <subject>} on the
 * guilty line; with {@code from <operation>} at its end where an operation on that line is guilty.
 *
 * @param file the source's name
 * @param mainClass the demo
 * @param line the guilty line
 * @param rule the rule that is to find it
 * @param subject the subject that it is to name
 * @param operation the operation that it is to name; empty where none is guilty
 */
public record Expectation(
    String file, String mainClass, int line, String rule, String subject, String operation) {
  /** Rules about the process as a whole: the comment's line is where it comes from. */
  private static final Set<String> LINELESS = Set.of("memory-limit-near", "slow-data");

  private static final Pattern COMMENT =
      Pattern.compile("// expect: (\\S+) (\\S+)(?: from (\\S+))?\\s*$");

  /** All that the demos of one package promise. */
  public static List<Expectation> in(String subpackage) {
    List<Expectation> all = new ArrayList<>();
    for (Path source : sources(subpackage)) {
      List<String> lines = read(source);
      for (int i = 0; i < lines.size(); i++) {
        Matcher matcher = COMMENT.matcher(lines.get(i));
        if (matcher.find()) {
          String file = source.getFileName().toString();
          all.add(
              new Expectation(
                  file,
                  mainClass(subpackage, source),
                  i + 1,
                  matcher.group(1),
                  matcher.group(2),
                  matcher.group(3) == null ? "" : matcher.group(3)));
        }
      }
    }
    return all;
  }

  /** The main classes of one package of demos. */
  public static List<String> mainClasses(String subpackage) {
    return sources(subpackage).stream().map(source -> mainClass(subpackage, source)).toList();
  }

  /** File and line, such as {@code Loss.java:17}. */
  public String place() {
    return file + ":" + line;
  }

  /** Rule, subject and place as a finding shows them. */
  public String essence() {
    return rule + " on " + subject + " at " + (LINELESS.contains(rule) ? "" : place());
  }

  /** Whether a finding is the promised one. */
  public boolean isMetBy(Found found) {
    return found.rule().equals(rule)
        && found.subject().equals(subject)
        && (found.place().equals(place()) || found.place().isEmpty() && LINELESS.contains(rule))
        && (operation.isEmpty() || isOrigin(found.origin()));
  }

  private boolean isOrigin(String origin) {
    return origin.startsWith(operation + " at ") && origin.endsWith("(" + place() + ")");
  }

  private static String mainClass(String subpackage, Path source) {
    String name = source.getFileName().toString().replace(".java", "");
    return "io.gradprobe.demo." + subpackage + "." + name;
  }

  private static List<Path> sources(String subpackage) {
    try (Stream<Path> files = Files.list(Layout.demoSources(subpackage))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> read(Path source) {
    try {
      return Files.readAllLines(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

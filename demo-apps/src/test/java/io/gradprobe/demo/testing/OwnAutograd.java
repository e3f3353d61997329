package io.gradprobe.demo.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A training program with an autograd of its own and the bugs that it can be run with. Its sources
 * promise findings in comments {@code // expect[<bug>]: <rule> <subject>}: at the end of the guilty
 * line, or in lines of their own right above it.
 *
 * @param mainClass the program
 * @param bugs what each bug's findings are to be, by its name
 */
public record OwnAutograd(String mainClass, Map<String, List<Expectation>> bugs) {
  private static final String FOLDER = "custom";
  private static final String NOT_TRAINING = "lookalikes";
  private static final Pattern COMMENT = Pattern.compile("// expect\\[(\\S+)]: (\\S+) (\\S+)\\s*$");

  /** All of them: one in each package below {@code custom}, and one in the default package. */
  public static List<OwnAutograd> all() {
    Path folder = Layout.demoSources(FOLDER);
    List<OwnAutograd> all = new ArrayList<>();
    for (Path program : list(folder)) {
      if (Files.isDirectory(program) && !program.endsWith(NOT_TRAINING)) {
        String name = program.getFileName().toString();
        all.add(of("io.gradprobe.demo." + FOLDER + "." + name + ".", list(program)));
      }
    }
    Path root = folder.resolve("../../../..").normalize();
    all.add(of("", list(root).stream().filter(Files::isRegularFile).toList()));
    return all;
  }

  /** The main classes of programs that look like training and are none. */
  public static List<String> lookalikes() {
    return Expectation.mainClasses(FOLDER + "/" + NOT_TRAINING).stream()
        .map(name -> name.replace('/', '.'))
        .toList();
  }

  /** The program's name. */
  public String name() {
    return mainClass.substring(mainClass.lastIndexOf('.') + 1);
  }

  private static OwnAutograd of(String prefix, List<Path> sources) {
    String main = null;
    for (Path source : sources) {
      if (read(source).stream().anyMatch(line -> line.contains("public static void main("))) {
        main = prefix + source.getFileName().toString().replace(".java", "");
      }
    }
    Map<String, List<Expectation>> bugs = new TreeMap<>();
    for (Path source : sources) {
      collect(source, main, bugs);
    }
    return new OwnAutograd(main, bugs);
  }

  private static void collect(Path source, String main, Map<String, List<Expectation>> bugs) {
    List<String> lines = read(source);
    List<Matcher> waiting = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher comment = COMMENT.matcher(lines.get(i));
      if (comment.find()) {
        waiting.add(comment);
      }
      if (lines.get(i).strip().startsWith("//")) {
        continue;
      }
      for (Matcher m : waiting) {
        String file = source.getFileName().toString();
        bugs.computeIfAbsent(m.group(1), bug -> new ArrayList<>())
            .add(new Expectation(file, main, i + 1, m.group(2), m.group(3), ""));
      }
      waiting.clear();
    }
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.endsWith("package-info.java")).sorted().toList();
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

package io.gradprobe.agent.custom.binding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A binding file, read and checked as far as that goes without the classes that it names. */
public final class BindingFile {
  private final String name;
  private final List<Section> sections;
  private final List<Problem> problems;

  private BindingFile(String name, List<Section> sections, List<Problem> problems) {
    this.name = name;
    this.sections = sections;
    this.problems = problems;
  }

  /**
   * Reads a file.
   *
   * @throws IOException where it can't be read at all
   */
  public static BindingFile read(Path path) throws IOException {
    return parse(path.toString(), Files.readAllBytes(path));
  }

  /**
   * Reads the content of a file.
   *
   * @param name the file's name for messages
   */
  public static BindingFile parse(String name, byte[] content) {
    List<Problem> problems = new ArrayList<>();
    List<Section> sections = new SectionParser(name, problems).parse(content);
    RoleCheck.check(name, sections, problems);
    problems.sort(null);
    return new BindingFile(name, List.copyOf(sections), List.copyOf(problems));
  }

  /** The file's name for messages. */
  public String name() {
    return name;
  }

  /** All that is wrong, by line; empty where nothing is. */
  public List<Problem> problems() {
    return problems;
  }

  /**
   * The binary names of the classes that are named: when one of them is loaded, it is time for
   * {@link BindingCheck}.
   */
  public Set<String> classes() {
    Set<String> names = new TreeSet<>();
    for (Section section : sections) {
      section.items.values().stream()
          .flatMap(List::stream)
          .flatMap(item -> item.path().stream())
          .map(MemberPattern::owner)
          .filter(owner -> !owner.isEmpty())
          .forEach(names::add);
    }
    return names;
  }

  List<Section> sections() {
    return sections;
  }
}

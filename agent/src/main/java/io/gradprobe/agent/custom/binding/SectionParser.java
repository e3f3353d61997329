package io.gradprobe.agent.custom.binding;

import io.gradprobe.runtime.config.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads the sections of a binding file. */
final class SectionParser {
  /** The one key that is no role. */
  static final String ACCUMULATION = "accumulation";

  /** The name of what stands before the first section. */
  static final String UNNAMED = "autograd";

  private final String file;
  private final List<Problem> problems;
  private final List<Section> sections = new ArrayList<>();
  private Section section;

  SectionParser(String file, List<Problem> problems) {
    this.file = file;
    this.problems = problems;
  }

  List<Section> parse(byte[] content) {
    List<String> lines = Lines.of(content, this::problem);
    boolean isEmpty = true;
    for (int i = 0; i < lines.size(); i++) {
      String line = withoutComment(lines.get(i));
      if (line.isEmpty()) {
        continue;
      }
      isEmpty = false;
      if (line.startsWith("[")) {
        open(line, i + 1);
        continue;
      }
      List<String> parts = new ArrayList<>(List.of(line));
      int first = i;
      while (parts.get(parts.size() - 1).endsWith(",") && i + 1 < lines.size()) {
        parts.add(withoutComment(lines.get(++i)));
      }
      entry(parts, first + 1);
    }
    if (isEmpty && problems.isEmpty()) {
      problem(1, "is empty: it names no role");
    }
    return sections;
  }

  private static String withoutComment(String line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == '#' && (i == 0 || Character.isWhitespace(line.charAt(i - 1)))) {
        return line.substring(0, i).strip();
      }
    }
    return line.strip();
  }

  private void open(String line, int number) {
    if (!line.endsWith("]") || line.substring(1, line.length() - 1).isBlank()) {
      problem(number, "'" + line + "' is no section; write [name]");
      section = new Section("?" + number, number);
      return;
    }
    String name = line.substring(1, line.length() - 1).strip();
    for (Section other : sections) {
      if (other.name.equals(name)) {
        problem(number, "section [" + name + "] stands already at line " + other.line);
      }
    }
    section = new Section(name, number);
    sections.add(section);
  }

  private void entry(List<String> parts, int line) {
    String first = parts.get(0);
    int equals = first.indexOf('=');
    if (equals <= 0) {
      problem(line, "'" + first + "' is neither 'role = member, member' nor '[name]'");
      return;
    }
    if (section == null) {
      section = new Section(UNNAMED, line);
      sections.add(section);
    }
    String key = first.substring(0, equals).strip();
    List<String> rest = new ArrayList<>(parts);
    rest.set(0, first.substring(equals + 1).strip());
    Role role = Role.ofWord(key);
    if (key.equals(ACCUMULATION)) {
      accumulation(rest, line);
    } else if (role == null) {
      List<String> words = new ArrayList<>(Role.words());
      words.add(ACCUMULATION);
      problem(
          line,
          "unknown role '"
              + key
              + "'; did you mean '"
              + Nearest.of(key.toLowerCase(Locale.ROOT).replace('_', '-'), words)
              + "'? Roles are "
              + String.join(", ", Role.words()));
    } else if (section.lines.containsKey(role)) {
      problem(
          line, "'" + key + "' stands already at line " + section.lines.get(role) + "; join them");
    } else {
      section.lines.put(role, line);
      section.items.put(role, items(role, rest, line));
    }
  }

  private void accumulation(List<String> parts, int line) {
    if (section.accumulationLine > 0) {
      problem(
          line,
          "'accumulation' stands already at line " + section.accumulationLine + "; join them");
      return;
    }
    section.accumulationLine = line;
    List<Accumulation> found = new ArrayList<>();
    for (String word : String.join(" ", parts).split(",")) {
      Accumulation accumulation =
          Arrays.stream(Accumulation.values())
              .filter(a -> a.word().equals(word.strip()))
              .findFirst()
              .orElse(null);
      if (accumulation == null) {
        problem(line, "'" + word.strip() + "' is no accumulation: adds, overwrites or unknown");
        return;
      }
      found.add(accumulation);
    }
    section.accumulations = found;
  }

  private List<Item> items(Role role, List<String> parts, int line) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      for (String text : split(parts.get(i))) {
        item(role, text, line + i, items);
      }
    }
    if (items.isEmpty() && problems.stream().noneMatch(p -> p.line() >= line)) {
      problem(line, "'" + role.word() + "' names no member");
    }
    return items;
  }

  private void item(Role role, String text, int line, List<Item> items) {
    if (text.equals(Item.NONE) && role == Role.GRADIENT) {
      items.add(new Item(text, List.of(), line));
      return;
    }
    List<MemberPattern> path = new ArrayList<>();
    try {
      for (String part : text.split("->", -1)) {
        MemberPattern member = MemberPattern.of(part.strip());
        if (path.isEmpty() && member.owner().isEmpty()) {
          problem(line, "'" + part.strip() + "' names no class; write package.Class.name");
          return;
        }
        path.add(member);
      }
    } catch (MemberPattern.BadMember e) {
      problem(line, e.getMessage());
      return;
    }
    items.add(new Item(text, path, line));
  }

  // At the commas that stand outside of parentheses.
  private static List<String> split(String list) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= list.length(); i++) {
      char c = i == list.length() ? ',' : list.charAt(i);
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == ',' && (depth == 0 || i == list.length())) {
        String part = list.substring(start, i).strip();
        if (!part.isEmpty()) {
          parts.add(part);
        }
        start = i + 1;
      }
    }
    return parts;
  }

  private void problem(int line, String message) {
    problems.add(new Problem(file, line, message));
  }
}

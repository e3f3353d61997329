package io.gradprobe.agent.custom.binding;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds roles that contradict each other. */
final class RoleCheck {
  private static final List<List<Role>> CONTRADICTIONS =
      List.of(
          List.of(Role.FORWARD, Role.BACKWARD),
          List.of(Role.FORWARD, Role.STEP),
          List.of(Role.FORWARD, Role.ZERO_GRAD),
          List.of(Role.FORWARD, Role.CLIP),
          List.of(Role.CLIP, Role.ZERO_GRAD),
          List.of(Role.TRAIN_MODE, Role.EVAL_MODE));

  private final String file;
  private final List<Problem> problems;

  private RoleCheck(String file, List<Problem> problems) {
    this.file = file;
    this.problems = problems;
  }

  static void check(String file, List<Section> sections, List<Problem> problems) {
    RoleCheck check = new RoleCheck(file, problems);
    Map<String, Item> values = new HashMap<>();
    for (Section section : sections) {
      section.of(Role.VALUE).forEach(item -> values.putIfAbsent(key(item), item));
    }
    for (Section section : sections) {
      check.slots(section);
      check.valuesAsGradients(section, values);
      check.calls(section);
      section.items.forEach(check::repeats);
      section.items.values().forEach(items -> items.forEach(check::cycles));
    }
  }

  private void slots(Section section) {
    List<Item> values = section.of(Role.VALUE);
    List<Item> gradients = section.of(Role.GRADIENT);
    if (!section.lines.containsKey(Role.VALUE)) {
      Integer gradient = section.lines.get(Role.GRADIENT);
      problem(
          gradient == null ? section.line : gradient,
          gradient == null
              ? "[" + section.name + "] names no 'value'"
              : "'gradient' without 'value': name the value that each gradient belongs to");
    } else if (section.lines.containsKey(Role.GRADIENT) && values.size() != gradients.size()) {
      // A member that could not be read makes the counts differ too, and is told already.
      if (problems.stream().noneMatch(p -> isOf(section, p))) {
        problem(
            section.lines.get(Role.GRADIENT),
            count(values.size(), "value")
                + " but "
                + count(gradients.size(), "gradient")
                + ": they belong together in their order; write 'none' for a value whose gradient"
                + " is not stored");
      }
    }
    int accumulations = section.accumulations.size();
    if (accumulations > 1 && accumulations != values.size()) {
      problem(
          section.accumulationLine,
          "'accumulation' takes one word for all or one for each of the "
              + count(values.size(), "value"));
    }
  }

  private static boolean isOf(Section section, Problem problem) {
    return problem.line() >= section.lines.get(Role.VALUE)
        || problem.line() >= section.lines.get(Role.GRADIENT);
  }

  private void valuesAsGradients(Section section, Map<String, Item> values) {
    for (Item gradient : section.of(Role.GRADIENT)) {
      if (gradient.isNone()) {
        continue;
      }
      Item value = values.get(key(gradient));
      if (value != null) {
        problem(
            gradient.line(),
            "'" + gradient.text() + "' is a gradient here and a value at line " + value.line());
      }
    }
    List<Item> own = section.of(Role.VALUE);
    List<Item> gradients = section.of(Role.GRADIENT);
    for (int i = 0; i < Math.min(own.size(), gradients.size()); i++) {
      String value = key(own.get(i));
      String gradient = key(gradients.get(i));
      if (gradients.get(i).isNone() || value.equals(gradient)) {
        continue;
      }
      if (value.startsWith(gradient + ">") || gradient.startsWith(value + ">")) {
        problem(
            gradients.get(i).line(),
            "'"
                + gradients.get(i).text()
                + "' and '"
                + own.get(i).text()
                + "' lie within each other; end each path where its numbers are");
      }
    }
  }

  private void calls(Section section) {
    for (List<Role> pair : CONTRADICTIONS) {
      for (Item a : section.of(pair.get(0))) {
        for (Item b : section.of(pair.get(1))) {
          if (key(a).equals(key(b)) && !isSwitch(b)) {
            problem(
                Math.max(a.line(), b.line()),
                "'"
                    + b.text()
                    + "' can't be both "
                    + pair.get(0).word()
                    + " and "
                    + pair.get(1).word());
          }
        }
      }
    }
    for (Item a : section.of(Role.BACKWARD)) {
      for (Item b : section.of(Role.ZERO_GRAD)) {
        if (key(a).equals(key(b))) {
          problem(
              Math.max(a.line(), b.line()),
              "'"
                  + b.text()
                  + "' can't be both backward and zero-grad; where backward clears the gradients"
                  + " itself, write 'accumulation = overwrites'");
        }
      }
    }
  }

  // setTraining(boolean) is both train-mode and eval-mode.
  private static boolean isSwitch(Item item) {
    return List.of("boolean").equals(item.path().get(item.path().size() - 1).types());
  }

  private void repeats(Role role, List<Item> items) {
    Map<String, Item> seen = new HashMap<>();
    for (Item item : items) {
      if (item.isNone() || seen.putIfAbsent(key(item), item) == null) {
        continue;
      }
      problem(item.line(), "'" + item.text() + "' stands twice in '" + role.word() + "'");
    }
  }

  private void cycles(Item item) {
    List<String> names = item.path().stream().map(RoleCheck::key).toList();
    for (int i = 1; i < names.size(); i++) {
      if (names.subList(0, i).contains(names.get(i))) {
        problem(
            item.line(),
            "'" + item.text() + "' is a circle: it comes back to " + item.path().get(i).text());
        return;
      }
    }
  }

  private static String key(Item item) {
    return item.path().stream().map(RoleCheck::key).collect(Collectors.joining(">"));
  }

  private static String key(MemberPattern member) {
    return (member.owner().isEmpty() ? "" : member.owner() + ".")
        + member.name()
        + (member.types() == null ? "" : member.types())
        + (member.isLocal() ? ":" + member.variable() + "@" + member.slot() : "");
  }

  private static String count(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  private void problem(int line, String message) {
    problems.add(new Problem(file, line, message));
  }
}

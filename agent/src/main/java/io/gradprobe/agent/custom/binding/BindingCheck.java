package io.gradprobe.agent.custom.binding;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.objectweb.asm.Type;

/** Finds the members that a binding file names in the program's classes. */
public final class BindingCheck {
  private static final Pattern NUMBERS = Pattern.compile("\\[{0,3}[DF]");
  private static final Set<String> HOLDERS =
      Set.of("java.lang.Double", "java.lang.Float", "java.lang.Number", "java.lang.Object");

  private final BindingFile file;
  private final MemberFinder finder;
  private final List<Problem> problems;

  private BindingCheck(BindingFile file, MemberFinder finder) {
    this.file = file;
    this.finder = finder;
    this.problems = new ArrayList<>(file.problems());
  }

  /**
   * What a file says of the classes.
   *
   * @param bindings the file's bindings; those of its sections that have problems are left out
   * @param problems all that is wrong, by line, with what the file alone has told
   */
  public record Result(List<Binding> bindings, List<Problem> problems) {
    /** Copies both. */
    public Result {
      bindings = List.copyOf(bindings);
      problems = List.copyOf(problems);
    }
  }

  /**
   * Looks for all members.
   *
   * @param classes the bytes of a class by its internal name; null where there is none
   * @param names internal names of classes that a wrong name may have meant
   */
  public static Result check(
      BindingFile file, Function<String, byte[]> classes, Collection<String> names) {
    BindingCheck check = new BindingCheck(file, new MemberFinder(classes, names));
    List<Binding> bindings = new ArrayList<>();
    for (Section section : file.sections()) {
      int before = check.problems.size();
      Binding binding = check.binding(section);
      if (check.problems.size() == before && file.problems().isEmpty()) {
        bindings.add(binding);
      }
    }
    check.problems.sort(null);
    return new Result(bindings, check.problems);
  }

  private Binding binding(Section section) {
    List<List<MemberRef>> values = paths(section, Role.VALUE);
    List<List<MemberRef>> gradients = paths(section, Role.GRADIENT);
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Accumulation accumulation =
          switch (section.accumulations.size()) {
            case 0 -> Accumulation.UNKNOWN;
            case 1 -> section.accumulations.get(0);
            default ->
                i < section.accumulations.size()
                    ? section.accumulations.get(i)
                    : Accumulation.UNKNOWN;
          };
      slots.add(
          new Slot(
              values.get(i), i < gradients.size() ? gradients.get(i) : List.of(), accumulation));
    }
    List<MemberRef> parameters =
        paths(section, Role.PARAMETERS).stream().map(path -> path.get(path.size() - 1)).toList();
    Map<Role, List<MemberRef>> calls = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      if (role.isCall() && !section.of(role).isEmpty()) {
        calls.put(role, calls(section, role));
      }
    }
    return new Binding(section.name, slots, parameters, calls, List.of(), List.of(), List.of());
  }

  private List<MemberRef> calls(Section section, Role role) {
    List<MemberRef> methods = new ArrayList<>();
    for (Item item : section.of(role)) {
      if (item.path().size() > 1) {
        problem(item, "'" + item.text() + "' is a path; '" + role.word() + "' takes a method");
        continue;
      }
      List<MemberRef> found = path(item);
      if (found.isEmpty()) {
        continue;
      }
      MemberRef member = found.get(0);
      if (member.kind() != MemberRef.Kind.METHOD) {
        problem(
            item,
            "'"
                + item.text()
                + "' is a "
                + (member.kind() == MemberRef.Kind.FIELD ? "field" : "local variable")
                + "; '"
                + role.word()
                + "' takes a method");
        continue;
      }
      methods.add(member);
    }
    return methods;
  }

  private List<List<MemberRef>> paths(Section section, Role role) {
    List<List<MemberRef>> paths = new ArrayList<>();
    for (Item item : section.of(role)) {
      List<MemberRef> path = item.isNone() ? List.of() : path(item);
      if (!path.isEmpty()) {
        accessors(item, path);
        numbers(item, role, path.get(path.size() - 1));
      }
      paths.add(path);
    }
    return paths;
  }

  // Empty where a problem was told.
  private List<MemberRef> path(Item item) {
    List<MemberRef> path = new ArrayList<>();
    String owner = "";
    for (MemberPattern pattern : item.path()) {
      if (pattern.owner().isEmpty() && owner.isEmpty()) {
        problem(
            item,
            "'"
                + pattern.text()
                + "' needs its class: what stands before '->' yields no object of a known class");
        return List.of();
      }
      try {
        MemberRef member = finder.find(pattern, owner);
        path.add(member);
        owner = owner(member);
      } catch (MemberFinder.NotFound e) {
        problem(item, e.getMessage());
        return List.of();
      }
    }
    return path;
  }

  // The class of what a member yields, or of an array's elements; empty for numbers.
  private String owner(MemberRef member) {
    String descriptor = type(member);
    String element = descriptor.substring(descriptor.lastIndexOf('[') + 1);
    return element.startsWith("L") ? Type.getType(element).getClassName() : "";
  }

  private String type(MemberRef member) {
    return switch (member.kind()) {
      case FIELD -> member.descriptor();
      case METHOD -> member.descriptor().substring(member.descriptor().indexOf(')') + 1);
      case LOCAL -> finder.localType(member);
    };
  }

  private void accessors(Item item, List<MemberRef> path) {
    for (MemberRef member : path) {
      if (member.kind() == MemberRef.Kind.METHOD && !member.descriptor().startsWith("()")) {
        problem(item, "'" + member + "' takes arguments; an accessor takes none");
      }
    }
  }

  private void numbers(Item item, Role role, MemberRef last) {
    String type = type(last);
    if (role == Role.PARAMETERS || type.isEmpty() || NUMBERS.matcher(type).matches()) {
      if (role == Role.PARAMETERS && !type.startsWith("L") && !type.startsWith("[")) {
        problem(item, "'" + item.text() + "' yields " + shown(type) + ", not parameters");
      }
      return;
    }
    String element = type.substring(type.lastIndexOf('[') + 1);
    if (element.startsWith("L")) {
      String name = Type.getType(element).getClassName();
      boolean isKnown =
          !name.startsWith("java.") || name.startsWith("java.util.") || HOLDERS.contains(name);
      if (isKnown || name.startsWith("java.nio.")) {
        return;
      }
    }
    problem(
        item,
        "'"
            + item.text()
            + "' is of type "
            + shown(type)
            + ", which holds no double or float numbers");
  }

  private static String shown(String descriptor) {
    return Type.getType(descriptor).getClassName();
  }

  private void problem(Item item, String message) {
    problems.add(new Problem(file.name(), item.line(), message));
  }
}

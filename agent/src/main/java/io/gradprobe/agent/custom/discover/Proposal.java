package io.gradprobe.agent.custom.discover;

import io.gradprobe.agent.custom.binding.BindingWriter;
import io.gradprobe.agent.custom.binding.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What was found, as a binding file to start from and as a short summary. */
final class Proposal {
  private Proposal() {}

  /** The text of a binding file. What is only possible stands there as comments. */
  static String text(List<Found> found) {
    StringBuilder text = new StringBuilder();
    text.append("# Found by gradprobe. See docs/bindings.md; use it with bindings=<this file>.\n");
    for (Found one : found) {
      List<String> comments = new ArrayList<>();
      comments.add(one.sureness() + meaning(one.sureness()));
      one.reasons().forEach(reason -> comments.add("- " + reason));
      String section = BindingWriter.section(one.binding(), comments);
      text.append('\n').append(one.sureness() == Sureness.POSSIBLE ? comment(section) : section);
    }
    return text.toString();
  }

  /** One line for each slot. */
  static String summary(List<Found> found) {
    StringBuilder text = new StringBuilder();
    for (Found one : found) {
      for (Slot slot : one.binding().slots()) {
        text.append(one.sureness())
            .append("  ")
            .append(path(slot.value()))
            .append(slot.gradient().isEmpty() ? "" : "  by  " + path(slot.gradient()))
            .append('\n');
      }
    }
    return text.toString();
  }

  private static String meaning(Sureness sureness) {
    return switch (sureness) {
      case CERTAIN -> ": works without a file too";
      case LIKELY -> ": look it over, it works only with a file";
      case POSSIBLE -> ": it may be something else; take the '#' away where it is training";
    };
  }

  private static String comment(String section) {
    return section
        .lines()
        .map(line -> line.startsWith("#") ? line : "# " + line)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String path(List<?> members) {
    return members.stream().map(Object::toString).collect(Collectors.joining(" -> "));
  }
}

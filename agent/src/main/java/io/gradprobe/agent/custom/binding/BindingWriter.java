package io.gradprobe.agent.custom.binding;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes a binding as a section of a binding file. */
public final class BindingWriter {
  private static final int WIDTH = 100;

  private BindingWriter() {}

  /**
   * The section's text.
   *
   * @param comments lines to put before it
   */
  public static String section(Binding binding, List<String> comments) {
    StringBuilder text = new StringBuilder();
    comments.forEach(comment -> text.append("# ").append(comment).append('\n'));
    text.append('[').append(binding.name()).append("]\n");
    entry(text, Role.PARAMETERS.word(), binding.parameters().stream().map(MemberText::of).toList());
    List<Slot> slots = binding.slots();
    entry(text, Role.VALUE.word(), slots.stream().map(s -> MemberText.of(s.value())).toList());
    if (slots.stream().anyMatch(slot -> !slot.gradient().isEmpty())) {
      entry(
          text,
          Role.GRADIENT.word(),
          slots.stream()
              .map(s -> s.gradient().isEmpty() ? Item.NONE : MemberText.of(s.gradient()))
              .toList());
    }
    accumulation(text, slots);
    binding
        .calls()
        .forEach(
            (role, methods) ->
                entry(text, role.word(), methods.stream().map(MemberText::of).toList()));
    places(text, binding);
    return text.toString();
  }

  private static void accumulation(StringBuilder text, List<Slot> slots) {
    List<String> words = slots.stream().map(slot -> slot.accumulation().word()).toList();
    Set<String> different = new LinkedHashSet<>(words);
    if (!different.equals(Set.of(Accumulation.UNKNOWN.word()))) {
      entry(
          text, SectionParser.ACCUMULATION, different.size() == 1 ? List.copyOf(different) : words);
    }
  }

  // What bytecode tells needs no entry, but a reader wants to see it.
  private static void places(StringBuilder text, Binding binding) {
    for (Update update : binding.updates()) {
      text.append("# updated in ")
          .append(place(update.owner(), update.method(), update.line()))
          .append(": ")
          .append(MemberText.of(binding.slots().get(update.slot()).value()))
          .append('\n');
    }
    for (TrainingLoop loop : binding.loops()) {
      text.append("# training loop in ")
          .append(place(loop.owner(), loop.method(), loop.line()))
          .append('\n');
    }
  }

  private static String place(String owner, String method, int line) {
    return owner + "." + method + (line < 0 ? "" : ", line " + line);
  }

  private static void entry(StringBuilder text, String key, List<String> items) {
    if (items.isEmpty()) {
      return;
    }
    List<String> parts = new ArrayList<>();
    String line = key + " = " + items.get(0);
    for (String item : items.subList(1, items.size())) {
      if (line.length() + item.length() + 3 > WIDTH) {
        parts.add(line + ",");
        line = "    " + item;
      } else {
        line += ", " + item;
      }
    }
    parts.add(line);
    parts.forEach(part -> text.append(part).append('\n'));
  }
}

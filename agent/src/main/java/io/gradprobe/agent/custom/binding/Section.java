package io.gradprobe.agent.custom.binding;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One binding as its file has it. */
final class Section {
  final String name;
  final int line;
  final Map<Role, List<Item>> items = new EnumMap<>(Role.class);
  final Map<Role, Integer> lines = new EnumMap<>(Role.class);
  List<Accumulation> accumulations = List.of();
  int accumulationLine;

  Section(String name, int line) {
    this.name = name;
    this.line = line;
  }

  /** What a role lists; empty where it is not there. */
  List<Item> of(Role role) {
    return items.getOrDefault(role, List.of());
  }
}

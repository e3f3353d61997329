package io.gradprobe.runtime.rule.weight;

/** How fine a number format is. */
final class Resolution {

  private Resolution() {}

  /** Half a unit in the last place, relative to the number: less than that adds nothing. */
  static double halfUnit(String type) {
    return switch (type) {
      case "float64" -> 0x1p-54;
      case "float16" -> 0x1p-12;
      case "bfloat16" -> 0x1p-9;
      default -> 0x1p-25;
    };
  }
}

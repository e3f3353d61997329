package io.gradprobe.collectors.cli;

import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.finding.Severity;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Findings for a person or a program to read. */
final class FindingText {
  private FindingText() {}

  /** One block a finding, and a total. */
  static void print(List<RecordedFinding> findings, PrintStream out) {
    for (RecordedFinding recorded : findings) {
      print(recorded.finding(), out);
    }
    out.println(total(findings));
  }

  /** The fields of a finding by their public names. */
  static Map<String, Object> fields(Finding f) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("rule", f.rule());
    fields.put("severity", f.severity().name());
    fields.put("run", f.run());
    fields.put("step", f.step());
    fields.put("epoch", f.epoch());
    fields.put("subject", f.subject());
    fields.put("location", f.location());
    fields.put("origin", f.origin());
    fields.put("value", f.value());
    fields.put("threshold", f.threshold());
    fields.put("message", f.message());
    fields.put("advice", f.advice());
    fields.put("count", f.count());
    fields.put("cause", f.cause());
    return fields;
  }

  private static void print(Finding f, PrintStream out) {
    StringBuilder head = new StringBuilder();
    head.append(f.severity()).append(' ').append(f.rule());
    if (!f.subject().isEmpty()) {
      head.append("  ").append(f.subject());
    }
    head.append("  step ").append(f.step());
    if (f.epoch() >= 0) {
      head.append(", epoch ").append(f.epoch());
    }
    if (f.count() > 1) {
      head.append("  x").append(f.count());
    }
    out.println(head);
    line(out, "at ", f.location());
    line(out, "origin: ", f.origin());
    line(out, "", f.message());
    line(out, "-> ", f.advice());
    line(out, "follows from ", f.cause());
    out.println();
  }

  private static void line(PrintStream out, String label, String text) {
    if (!text.isEmpty()) {
      out.println("  " + label + text);
    }
  }

  private static String total(List<RecordedFinding> findings) {
    if (findings.isEmpty()) {
      return "no findings";
    }
    List<String> parts = new ArrayList<>();
    for (Severity severity : List.of(Severity.ERROR, Severity.WARNING, Severity.INFO)) {
      long n = findings.stream().filter(f -> f.finding().severity() == severity).count();
      if (n > 0) {
        parts.add(n + " " + severity);
      }
    }
    return findings.size()
        + (findings.size() == 1 ? " finding: " : " findings: ")
        + String.join(", ", parts);
  }
}

package io.gradprobe.collectors.cli;

import io.gradprobe.runtime.config.Nearest;
import io.gradprobe.runtime.finding.Severity;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code findings <rec.jfr>... [--json] [--fail-on error|warning|info]}. */
final class FindingsCommand implements Command {
  private static final List<String> LEVELS = List.of("error", "warning", "info");

  @Override
  public int run(List<String> arguments, PrintStream out, PrintStream err) {
    boolean json = false;
    Severity failOn = Severity.WARNING;
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--json")) {
        json = true;
      } else if (argument.equals("--fail-on") || argument.startsWith("--fail-on=")) {
        boolean joined = argument.contains("=");
        String level = "";
        if (joined) {
          level = argument.substring(argument.indexOf('=') + 1);
        } else if (i + 1 < arguments.size()) {
          level = arguments.get(++i);
        }
        if (!LEVELS.contains(level)) {
          err.println("gradprobe: findings: --fail-on takes error, warning or info");
          return UNUSABLE;
        }
        failOn = Severity.valueOf(level.toUpperCase(Locale.ROOT));
      } else if (argument.startsWith("-")) {
        err.println(
            "gradprobe: findings: unknown option '"
                + argument
                + "'; did you mean '"
                + Nearest.of(argument, List.of("--json", "--fail-on"))
                + "'?");
        return UNUSABLE;
      } else {
        paths.add(argument);
      }
    }
    if (paths.isEmpty()) {
      err.println("gradprobe: findings: name at least one recording");
      return UNUSABLE;
    }
    return read(paths, json, failOn, out, err);
  }

  private static int read(
      List<String> paths, boolean json, Severity failOn, PrintStream out, PrintStream err) {
    FindingReader reader = new FindingReader();
    List<String> complaints = new ArrayList<>();
    for (String path : paths) {
      try {
        reader.read(Path.of(path));
      } catch (UnusableInput e) {
        complaints.add("gradprobe: " + path + ": " + e.getMessage());
      } catch (InvalidPathException e) {
        complaints.add("gradprobe: " + path + ": is not a path");
      } catch (LinkageError e) {
        err.println("gradprobe: findings: this JVM has no Flight Recorder (module jdk.jfr)");
        return UNUSABLE;
      }
    }
    List<RecordedFinding> findings = reader.findings();
    if (json) {
      out.println(Json.lines(findings.stream().map(f -> FindingText.fields(f.finding())).toList()));
    } else if (!findings.isEmpty() || complaints.isEmpty()) {
      FindingText.print(findings, out);
    }
    if (!complaints.isEmpty()) {
      out.flush();
      complaints.forEach(err::println);
      return UNUSABLE;
    }
    boolean found = findings.stream().anyMatch(f -> f.finding().severity().compareTo(failOn) >= 0);
    return found ? FOUND : OK;
  }
}

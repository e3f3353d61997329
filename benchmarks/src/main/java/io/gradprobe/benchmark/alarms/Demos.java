package io.gradprobe.benchmark.alarms;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.rule.RuleCatalogue;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Trains the healthy demos and the repaired ones with several seeds and counts the alarms. */
final class Demos {
  private static final String ROOT = "io/gradprobe/demo/";

  private final AlarmSettings settings;

  Demos(AlarmSettings settings) {
    this.settings = settings;
  }

  /** Runs and prints. */
  void run() throws IOException, InterruptedException {
    Path classes = classes();
    Tally tally = new Tally();
    int failed = 0;
    String own = System.getProperty("java.class.path").split(File.pathSeparator)[0];
    DemoJvm jvm = new DemoJvm(settings.agent(), own + File.pathSeparator + settings.demos());
    for (String folder : List.of("apps", "healthy", "faults", "origins")) {
      boolean twins = folder.equals("faults") || folder.equals("origins");
      List<String> arguments = twins ? List.of("--fixed") : List.of();
      for (String program : programs(classes, folder)) {
        DemoJvm.Outcome outcome = jvm.run(settings.demoSeeds(), program, arguments);
        String name = program.substring(program.lastIndexOf('.') + 1);
        if (!outcome.failure().isEmpty()) {
          failed++;
          AlarmReport.line("  ! %s: %s", name, outcome.failure());
          continue;
        }
        tally.add(outcome.alarms(), outcome.steps());
        for (Alarm alarm : outcome.alarms()) {
          if (alarm.severity() != Severity.INFO) {
            AlarmReport.alarm(folder + ", " + name, alarm);
          }
        }
      }
    }
    AlarmReport.table(
        "Demos, " + settings.demoSeeds() + " seeds each", tally, RuleCatalogue.all().size());
    if (failed > 0) {
      AlarmReport.line("  %d programs could not be run", failed);
    }
  }

  private Path classes() throws IOException {
    for (String part : settings.demos().split(File.pathSeparator)) {
      if (!part.isEmpty() && Files.isDirectory(Path.of(part, ROOT))) {
        return Path.of(part);
      }
    }
    throw new IOException("no folder of demos on the class path given by --demos");
  }

  /** Main classes of a folder by name. */
  private static List<String> programs(Path classes, String folder) throws IOException {
    Path place = classes.resolve(ROOT + folder);
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(place)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        boolean own = name.endsWith(".class") && !name.contains("$") && !name.contains("-");
        if (own && hasMain(file)) {
          names.add((ROOT + folder + '/').replace('/', '.') + name.replace(".class", ""));
        }
      }
    }
    return names;
  }

  private static boolean hasMain(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    return text.contains("([Ljava/lang/String;)V") && text.contains("main");
  }
}

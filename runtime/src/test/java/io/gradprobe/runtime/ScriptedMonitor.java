package io.gradprobe.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.config.OptionsParser;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.run.BlockInfo;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.RunInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A JVM that is watched, in which scripted runs train. */
final class ScriptedMonitor {
  final Gathered gathered = new Gathered();
  final List<String> said = new CopyOnWriteArrayList<>();
  final Monitor monitor;
  private int runs;

  /** What a test expects of one finding. */
  record Found(String rule, Severity severity, String subject, long step, String location) {}

  ScriptedMonitor() {
    this("");
  }

  /**
   * @param arguments as the agent takes them
   * @param others collectors besides the one that gathers
   */
  ScriptedMonitor(String arguments, Collector... others) {
    Options options =
        OptionsParser.parse(arguments, Map.of(), Map.of(), Path.of(""), ScriptedMonitor::refuse);
    List<Collector> collectors = new ArrayList<>(List.of(others));
    collectors.add(gathered);
    monitor = new Monitor(options, collectors, said::add);
  }

  private static void refuse(String problem) {
    throw new IllegalArgumentException(problem);
  }

  /** Changes options while the runs go on. */
  void options(String arguments) {
    monitor.options(OptionsParser.override(monitor.options(), arguments, ScriptedMonitor::refuse));
  }

  /** A run whose parameters belong to an optimizer. */
  ScriptedRun trainer(ArrayParameter... parameters) {
    return begin("trainer", true, parameters);
  }

  /** A run of arrays that the program updates by hand. */
  ScriptedRun arrays(ArrayParameter... parameters) {
    return begin("array", false, parameters);
  }

  private ScriptedRun begin(String kind, boolean usageKnown, ArrayParameter... parameters) {
    List<ParameterInfo> infos = new ArrayList<>();
    for (int i = 0; i < parameters.length; i++) {
      infos.add(parameters[i].info(i));
    }
    List<BlockInfo> blocks =
        kind.equals("array")
            ? List.of()
            : List.of(
                new BlockInfo("net", "Net", "", 0, "", "", infos.size(), infos.size(), false),
                new BlockInfo("01Dropout", "Dropout", "net", 1, "", "", 0, 0, true));
    RunInfo info =
        new RunInfo("run" + ++runs, "Test", "1", "none", kind, "net", "cpu()", blocks, infos, 1000);
    ScriptedLocator locator = new ScriptedLocator();
    TrainingRun run =
        monitor.begin(
            info,
            List.of(parameters),
            usageKnown,
            locator,
            io.gradprobe.runtime.observe.OriginFinder.NONE);
    return new ScriptedRun(this, run, locator, parameters);
  }

  /** Ends everything; afterwards the collector has all that it will ever have. */
  void shutdown() {
    monitor.shutdown(Duration.ofSeconds(20));
    assertEquals(1, gathered.closed, "the collector was not closed in time");
  }

  /** Ends everything; the last word on each finding, in the order in which they were made. */
  List<Finding> findings() {
    shutdown();
    Map<String, Finding> last = new LinkedHashMap<>();
    for (Finding f : gathered.findings) {
      last.put(f.run() + f.rule() + f.subject(), f);
    }
    return List.copyOf(last.values());
  }

  /** Ends everything; fails unless these findings were made and no others. */
  void assertFindings(Found... expected) {
    List<Found> found =
        findings().stream()
            .map(f -> new Found(f.rule(), f.severity(), f.subject(), f.step(), f.location()))
            .collect(Collectors.toList());
    assertEquals(lines(List.of(expected)), lines(found));
    assertEquals(List.of(), said);
  }

  private static String lines(List<Found> found) {
    return found.stream().map(Found::toString).collect(Collectors.joining("\n"));
  }

  /** Ends everything; fails if anything was found. */
  void assertHealthy() {
    assertFindings();
  }
}

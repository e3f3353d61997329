package io.gradprobe.benchmark.alarms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.finding.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlarmTallyTest {

  private static Alarm alarm(String rule, Severity severity) {
    return new Alarm(rule, "loss", severity, 1, "fact", "");
  }

  @Test
  void countsAlarmsRunsAndSteps() {
    Tally tally = new Tally();
    tally.add(List.of(alarm("a", Severity.INFO), alarm("a", Severity.WARNING)), 10_000);
    tally.add(List.of(alarm("a", Severity.INFO), alarm("b", Severity.ERROR)), 10_000);
    tally.add(List.of(), 20_000);
    assertEquals(3, tally.runs());
    assertEquals(40_000, tally.steps());
    assertEquals(List.of("a", "b"), tally.rules());
    assertEquals(0.5, tally.rate("a", Severity.INFO));
    assertEquals(0.25, tally.rate("a", Severity.WARNING));
    assertEquals(0, tally.rate("a", Severity.ERROR));
    assertEquals(2, tally.runsWith("a"));
    assertEquals(2, tally.mostInOneRun("a"));
    assertEquals(1, tally.runsWith("b"));
    assertEquals(2, tally.count(Severity.INFO));
    assertEquals(0, tally.count("never", Severity.INFO));
  }

  @Test
  void readsFindingsAsTheCommandLinePrintsThem() {
    String json =
        "[\n"
            + "{\"rule\":\"loss-spike\",\"severity\":\"WARNING\",\"run\":\"r\",\"step\":64,\"epoch\":-1,\"subject\":\"the"
            + " \\\"loss\\\"\",\"message\":\"It rose.\",\"cause\":\"\"}\n"
            + "]\n";
    List<Alarm> alarms = FindingLines.parse(json);
    assertEquals(1, alarms.size());
    assertEquals("loss-spike", alarms.get(0).rule());
    assertEquals(Severity.WARNING, alarms.get(0).severity());
    assertEquals(64, alarms.get(0).step());
    assertEquals("", alarms.get(0).cause());
  }
}

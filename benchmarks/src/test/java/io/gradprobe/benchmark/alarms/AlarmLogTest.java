package io.gradprobe.benchmark.alarms;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlarmLogTest {
  private final AlarmLog log = new AlarmLog();

  private void found(String rule, String subject, Severity severity, long step) {
    log.add(rule, Verdict.of(severity, subject, Where.BACKWARD, "fact", "advice"), step);
  }

  private List<String> told() {
    return log.alarms().stream()
        .map(a -> a.rule() + ' ' + a.subject() + ' ' + a.severity() + ' ' + a.step())
        .toList();
  }

  @Test
  void repeatsAreToldOnce() {
    found("loss-spike", "loss", Severity.INFO, 1);
    found("loss-spike", "loss", Severity.INFO, 2);
    assertEquals(List.of("loss-spike loss INFO 1"), told());
  }

  @Test
  void anotherSubjectIsAnotherAlarm() {
    found("update-ratio", "01Linear_weight", Severity.WARNING, 1);
    found("update-ratio", "03Linear_weight", Severity.WARNING, 2);
    assertEquals(2, told().size());
  }

  @Test
  void aRiseOfSeverityIsToldAndAFallIsNot() {
    found("loss-spike", "loss", Severity.INFO, 1);
    found("loss-spike", "loss", Severity.WARNING, 2);
    found("loss-spike", "loss", Severity.INFO, 3);
    assertEquals(List.of("loss-spike loss INFO 1", "loss-spike loss WARNING 2"), told());
  }

  @Test
  void whatALoudOneExplainsIsInformationForGood() {
    found("outlier-batch", "input", Severity.WARNING, 1);
    found("loss-spike", "loss", Severity.WARNING, 2);
    found("loss-spike", "loss", Severity.WARNING, 3);
    assertEquals(List.of("outlier-batch input WARNING 1", "loss-spike loss INFO 2"), told());
    assertEquals("outlier-batch", log.alarms().get(1).cause());
  }

  @Test
  void informationExplainsNothing() {
    found("outlier-batch", "input", Severity.INFO, 1);
    found("loss-spike", "loss", Severity.WARNING, 2);
    assertEquals("", log.alarms().get(1).cause());
    assertEquals(Severity.WARNING, log.alarms().get(1).severity());
  }
}

package io.gradprobe.runtime.gradcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.gradcheck.CheckResult.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckScheduleTest {

  private static List<Long> steps(CheckSchedule schedule, long count, Outcome outcome) {
    List<Long> checked = new ArrayList<>();
    for (long step = 0; step < count; step++) {
      if (schedule.isDue(step)) {
        checked.add(step);
        schedule.checked(step, outcome);
      }
    }
    return checked;
  }

  @Test
  void checksGrowRare() {
    CheckSchedule schedule = new CheckSchedule(3, 5);
    assertEquals(List.of(3L, 8L, 18L, 38L, 78L), steps(schedule, 100, Outcome.AGREES));
  }

  @Test
  void aMismatchIsConfirmedAtOnce() {
    CheckSchedule schedule = new CheckSchedule(3, 5);
    assertEquals(List.of(3L, 4L, 5L, 12L, 13L, 14L), steps(schedule, 20, Outcome.MISMATCH));
  }

  @Test
  void failuresAreTriedAgainAndThenNoMore() {
    CheckSchedule schedule = new CheckSchedule(3, 4);
    assertEquals(List.of(3L, 4L, 5L, 6L), steps(schedule, 100, Outcome.NOT_REPEATABLE));
    assertTrue(schedule.isOver());
  }

  @Test
  void oneSuccessForgivesFailures() {
    CheckSchedule schedule = new CheckSchedule(0, 2);
    assertFalse(schedule.checked(0, Outcome.NOT_REPEATABLE));
    assertFalse(schedule.checked(1, Outcome.AGREES));
    assertFalse(schedule.checked(4, Outcome.NOT_REPEATABLE));
    assertTrue(schedule.checked(5, Outcome.NOT_REPEATABLE));
  }
}

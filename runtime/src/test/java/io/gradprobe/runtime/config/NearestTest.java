package io.gradprobe.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  @Test
  void distancesCountSingleEdits() {
    assertEquals(0, Nearest.distance("record", "record"));
    assertEquals(6, Nearest.distance("", "record"));
    assertEquals(6, Nearest.distance("record", ""));
    assertEquals(1, Nearest.distance("recrod", "record"));
    assertEquals(1, Nearest.distance("recrd", "record"));
    assertEquals(1, Nearest.distance("rekord", "record"));
    assertEquals(3, Nearest.distance("kitten", "sitting"));
  }

  @Test
  void theFirstOfSeveralIsTaken() {
    assertEquals("bat", Nearest.of("hat", List.of("bat", "cat", "dog")));
    assertEquals("", Nearest.of("hat", List.of()));
  }
}

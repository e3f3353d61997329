package io.gradprobe.runtime.rule.gradient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HitWindowTest {

  private final HitWindow window = new HitWindow(50, 0.9, 20);

  private void add(int times, boolean hit) {
    for (int i = 0; i < times; i++) {
      window.add(hit);
    }
  }

  @Test
  void isFullEarlyOnlyWhereAllAreHits() {
    add(19, true);
    assertFalse(window.isFull());
    add(1, true);
    assertTrue(window.isFull());
    add(1, false);
    assertFalse(window.isFull());
  }

  @Test
  void isFullWithTheShareOfHits() {
    add(6, false);
    add(44, true);
    assertEquals(44, window.hits());
    assertFalse(window.isFull());
    add(1, true);
    assertTrue(window.isFull());
  }

  @Test
  void isCalmWhenFewerThanHalfAreHits() {
    add(50, true);
    add(25, false);
    assertFalse(window.isCalm());
    add(1, false);
    assertTrue(window.isCalm());
  }

  @Test
  void holdsSixtyFourSteps() {
    HitWindow longest = new HitWindow(64, 1, 64);
    for (int i = 0; i < 100; i++) {
      longest.add(true);
    }
    assertEquals(64, longest.hits());
    assertTrue(longest.isFull());
  }
}

package io.gradprobe.runtime.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NumbersTest {

  @Test
  void showsThreeDigits() {
    assertEquals("0", Numbers.shown(0));
    assertEquals("0.0123", Numbers.shown(0.012345));
    assertEquals("1", Numbers.shown(1));
    assertEquals("-1230", Numbers.shown(-1234.5));
    assertEquals("1000000", Numbers.shown(1e6));
    assertEquals("4.57e-9", Numbers.shown(4.5678e-9));
    assertEquals("1e30", Numbers.shown(1e30));
    assertEquals("-1.2e-30", Numbers.shown(-1.2e-30));
    assertEquals("NaN", Numbers.shown(Double.NaN));
    assertEquals("-Infinity", Numbers.shown(Double.NEGATIVE_INFINITY));
    assertEquals("1.8e308", Numbers.shown(Double.MAX_VALUE));
    assertEquals("4.9e-324", Numbers.shown(Double.MIN_VALUE));
  }

  @Test
  void showsPercent() {
    assertEquals("95 %", Numbers.percent(0.951));
    assertEquals("100 %", Numbers.percent(1));
  }

  @Test
  void names() {
    HandRun run = HandRun.with("a", "b");
    run.at(0).trainable = false;
    assertEquals("b", Subjects.firstTrainable(run));
    run.at(1).trainable = false;
    assertEquals("a", Subjects.firstTrainable(run));
    assertEquals("net", Subjects.name(run, 7));
    assertEquals("net", Subjects.firstTrainable(HandRun.with()));
    assertEquals("a", Subjects.andMore("a", 1));
    assertEquals("a and 2 more", Subjects.andMore("a", 3));
    assertEquals("1 step", Subjects.counted(1, "step"));
    assertEquals("2 steps", Subjects.counted(2, "step"));
  }
}

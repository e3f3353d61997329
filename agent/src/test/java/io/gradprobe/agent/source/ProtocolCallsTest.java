package io.gradprobe.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

/** Each test's lines are its own: what was read is kept for the process. */
class ProtocolCallsTest {
  private static String line(String type, int number) {
    return type + ".main(" + type + ".java:" + number + ")";
  }

  /** A method with a call before its loop, two in it and one behind; empty names for none. */
  private static void read(String type, String before, String inside, String behind) {
    MethodReading method = new MethodReading();
    call(method, before, line(type, 1));
    method.label("loop");
    method.call("backward", line(type, 3));
    call(method, inside, line(type, 4));
    method.jump("exit");
    method.jump("loop");
    method.label("exit");
    call(method, behind, line(type, 6));
    ProtocolCalls.add(method);
  }

  private static void call(MethodReading method, String name, String line) {
    if (!name.isEmpty()) {
      method.call(name, line);
    }
  }

  @Test
  void aCallInTheLoopThatWasNotReached() {
    read("A", "clearA", "clearA", "");
    assertEquals(
        "clearA (A.main(A.java:4)) stands in the same loop and was not reached",
        ProtocolCalls.missed("clearA", line("A", 3)).detail());
  }

  @Test
  void aCallBeforeOrBehindTheLoop() {
    read("B", "clearB", "", "");
    read("C", "", "", "clearC");
    assertEquals(
        "clearB (B.main(B.java:1)) stands outside of the loop",
        ProtocolCalls.missed("clearB", line("B", 3)).detail());
    assertEquals(line("C", 6), ProtocolCalls.missed("clearC", line("C", 3)).location());
  }

  @Test
  void aCallInAnotherMethodOrNone() {
    read("D", "", "", "");
    read("E", "clearE", "", "");
    assertEquals(
        "clearE (E.main(E.java:1)) is called there only, and was not reached",
        ProtocolCalls.missed("clearE", line("D", 3)).detail());
    assertEquals(
        "clearD is called nowhere in the code that was loaded so far",
        ProtocolCalls.missed("clearD", line("D", 3)).detail());
    assertEquals("", ProtocolCalls.missed("clearD", line("D", 3)).location());
  }

  @Test
  void ofALineThatNobodyReadNothingIsSaid() {
    assertNull(ProtocolCalls.missed("clearF", "F.main(F.java:3)"));
    assertNull(ProtocolCalls.missed("clearF", ""));
  }

  @Test
  void theInnermostLoopCounts() {
    MethodReading method = new MethodReading();
    method.label("epochs");
    method.call("clearG", line("G", 1));
    method.label("batches");
    method.call("backward", line("G", 3));
    method.jump("batches");
    method.jump("epochs");
    ProtocolCalls.add(method);
    assertEquals(
        "clearG (G.main(G.java:1)) stands outside of the loop",
        ProtocolCalls.missed("clearG", line("G", 3)).detail());
  }
}

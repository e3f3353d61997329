package io.gradprobe.agent.custom.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TapeTest {
  @SuppressWarnings("unused")
  private static final class Program {
    void train() {}

    double forward() {
      return 0;
    }

    String operation() {
      return "";
    }

    void backward() {}
  }

  private final RecordedMethod train = Recorded.method(Program.class, "train");
  private final RecordedMethod forward = Recorded.method(Program.class, "forward");
  private final RecordedMethod operation = Recorded.method(Program.class, "operation");
  private final RecordedMethod backward = Recorded.method(Program.class, "backward", true);
  private final List<Entry> phases = new ArrayList<>();
  private final Tape tape = new Tape(made -> made instanceof String, phases::add);

  @AfterEach
  void stop() {
    tape.stop();
  }

  private static void begin(RecordedMethod method) {
    if (TapeHooks.recording(method)) {
      TapeHooks.begin(method, new Object[] {null});
    }
  }

  @Test
  void outermostCallsAreKeptAndSamplesOfThoseInside() {
    begin(forward);
    tape.start();
    begin(forward);
    begin(operation);
    TapeHooks.end(operation, "made");
    TapeHooks.end(forward, 1.5);
    begin(train);
    assertEquals(List.of(forward), tape.calls().stream().map(entry -> entry.method).toList());
    assertEquals(1.5, tape.calls().get(0).result);
    assertEquals("made", tape.samples().get(operation).get(0).result);
    assertTrue(tape.isComplete());
  }

  @Test
  void aMethodThatRunsAPhaseOnlyDrives() {
    tape.start();
    begin(train);
    begin(forward);
    TapeHooks.end(forward, 1.5);
    tape.phaseBegins();
    assertFalse(tape.isComplete());
    tape.stop();
    Tape next = new Tape(made -> false, phases::add);
    next.start();
    begin(train);
    begin(forward);
    TapeHooks.end(forward, 2.5);
    assertEquals(2.5, next.calls().get(0).result);
    next.phaseBegins();
    assertTrue(next.isComplete());
    next.stop();
  }

  @Test
  void aCallThatThrewIsLeftOut() {
    tape.start();
    begin(forward);
    begin(operation);
    TapeHooks.end(forward, 1.5);
    begin(forward);
    TapeHooks.end(forward, 2.5);
    assertEquals(2, tape.calls().size());
  }

  @Test
  void anotherThreadInACallIsSeen() throws InterruptedException {
    tape.start();
    begin(forward);
    assertTrue(tape.isAlone());
    Thread other = new Thread(() -> begin(operation));
    other.start();
    other.join();
    assertFalse(tape.isAlone());
  }

  @Test
  void phasesAreTold() {
    tape.start();
    begin(backward);
    assertEquals(backward, phases.get(0).method);
  }

  @Test
  void oneTapeRunsAtATime() {
    tape.start();
    Tape other = new Tape(made -> false, phases::add);
    other.start();
    assertFalse(other.isOn());
    other.stop();
    assertTrue(tape.isOn());
  }
}

package io.gradprobe.agent.custom.replay;

/** What woven code calls around each method of the program's own, while gradients are checked. */
final class TapeHooks {
  private TapeHooks() {}

  /** Whether a method that begins is to pass what it is called with. */
  static boolean recording(RecordedMethod method) {
    return Tape.isRunning() && !Replaying.isHere() && !method.isDriver();
  }

  /** A method begins. */
  static void begin(RecordedMethod method, Object[] call) {
    Tape.begin(method, call);
  }

  /** A method returns nothing. */
  static void end(RecordedMethod method) {
    end(method, null);
  }

  /** A method returns an object. */
  static void end(RecordedMethod method, Object result) {
    if (Tape.isRunning() && !Replaying.isHere()) {
      Tape.end(method, result);
    }
  }

  static void end(RecordedMethod method, double result) {
    if (Tape.isRunning() && !Replaying.isHere()) {
      Tape.end(method, result);
    }
  }

  static void end(RecordedMethod method, float result) {
    if (Tape.isRunning() && !Replaying.isHere()) {
      Tape.end(method, result);
    }
  }

  static void end(RecordedMethod method, int result) {
    if (Tape.isRunning() && !Replaying.isHere()) {
      Tape.end(method, result);
    }
  }

  static void end(RecordedMethod method, long result) {
    if (Tape.isRunning() && !Replaying.isHere()) {
      Tape.end(method, result);
    }
  }
}

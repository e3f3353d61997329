package io.gradprobe.agent.custom.replay;

/** Whether it is gradprobe that calls the program's methods: then no hook listens. */
public final class Replaying {
  private static volatile Thread thread;

  private Replaying() {}

  /** Whether this thread makes recorded calls again. */
  public static boolean isHere() {
    Thread busy = thread;
    return busy != null && busy == Thread.currentThread();
  }

  static void begin() {
    thread = Thread.currentThread();
  }

  static void end() {
    thread = null;
  }
}

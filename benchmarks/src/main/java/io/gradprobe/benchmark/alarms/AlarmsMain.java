package io.gradprobe.benchmark.alarms;

import java.io.IOException;

/** Counts alarms over healthy training, and measures how surely and soon faults are found. */
public final class AlarmsMain {
  private AlarmsMain() {}

  /** Arguments: see {@link AlarmSettings#USAGE}. */
  public static void main(String[] args) throws IOException, InterruptedException {
    AlarmSettings settings;
    try {
      settings = AlarmSettings.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(AlarmSettings.USAGE);
      System.exit(2);
      return;
    }
    long start = System.nanoTime();
    if (settings.parts().contains("synthetic")) {
      new Synthetic(settings.seeds(), settings.from(), settings.steps()).run();
    }
    if (settings.parts().contains("demos")) {
      new Demos(settings).run();
    }
    if (settings.parts().contains("power")) {
      new Power(settings.plantSeeds()).run();
    }
    AlarmReport.line("%n%.0f s in all", (System.nanoTime() - start) / 1e9);
  }
}

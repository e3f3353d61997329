package io.gradprobe.benchmark;

import java.io.IOException;

/** What the agent adds to the time from a program's start to its end. */
final class StartUp {
  private final Settings settings;
  private final ChildJvm jvm;

  StartUp(Settings settings) {
    this.settings = settings;
    jvm = new ChildJvm(settings.agent());
  }

  void run() throws IOException, InterruptedException {
    Report.title("Start-up: whole programs, milliseconds, pairs interleaved");
    measure("empty main", EmptyMain.class, settings.emptyPairs(), Targets.EMPTY_MAIN_MILLIS);
    measure("DJL main", StartMain.class, settings.startPairs(), Double.NaN);
  }

  private void measure(String name, Class<?> main, int pairs, double target)
      throws IOException, InterruptedException {
    double[] bare = new double[pairs];
    double[] added = new double[pairs];
    jvm.run("", main);
    for (int i = 0; i < pairs; i++) {
      String second = settings.agent() == null ? "" : ChildJvm.DEFAULTS;
      boolean bareFirst = i % 2 == 0;
      double first = jvm.run(bareFirst ? "" : second, main).millis();
      double last = jvm.run(bareFirst ? second : "", main).millis();
      bare[i] = bareFirst ? first : last;
      added[i] = bareFirst ? last - first : first - last;
    }
    boolean attached = settings.agent() != null;
    Report.startUp(
        name,
        Estimate.of(bare).median(),
        attached ? "the agent adds" : "bare again adds",
        Estimate.of(added),
        attached ? target : Double.NaN);
  }
}

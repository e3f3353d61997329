package io.gradprobe.collectors.console;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A live line about the run: rewritten in place at most once a second on a terminal, else a plain
 * line at most every ten seconds.
 */
final class StatusLine {
  private static final int WIDTH = 79;

  private final PrintStream out;
  private final boolean interactive;
  private final LongSupplier nanoTime;
  private final long interval;
  private long lastShown;
  private boolean shown;
  private boolean open;

  StatusLine(PrintStream out, boolean interactive, LongSupplier nanoTime) {
    this.out = out;
    this.interactive = interactive;
    this.nanoTime = nanoTime;
    this.interval = TimeUnit.SECONDS.toNanos(interactive ? 1 : 10);
  }

  /** Shows the run's state, if it is time to. */
  void update(RunTally run, int findings) {
    long now = nanoTime.getAsLong();
    if (shown && now - lastShown < interval) {
      return;
    }
    shown = true;
    lastShown = now;
    String text = text(run, findings);
    if (interactive) {
      out.print("\r" + String.format("%-" + WIDTH + "s", Text.cut(text, WIDTH)));
      out.flush();
      open = true;
    } else {
      out.println(text);
    }
  }

  /** Makes room for lines that stay. */
  void clear() {
    if (open) {
      out.print("\r" + " ".repeat(WIDTH) + "\r");
      out.flush();
      open = false;
    }
  }

  private static String text(RunTally run, int findings) {
    StringBuilder text = new StringBuilder("gradprobe: ");
    if (run.epoch() >= 0) {
      text.append("epoch ").append(run.epoch()).append(", ");
    }
    text.append("step ").append(run.steps());
    text.append(", loss ").append(Text.number(run.lastLoss()));
    if (run.stepsPerSecond() > 0) {
      text.append(String.format(Locale.ROOT, ", %.1f steps/s", run.stepsPerSecond()));
    }
    return text.append(", findings ").append(findings).toString();
  }
}

package io.gradprobe.runtime;

import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.run.EpochRecord;
import io.gradprobe.runtime.run.HistogramRecord;
import io.gradprobe.runtime.run.LossSeries;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.OverheadRecord;
import io.gradprobe.runtime.run.RunInfo;
import io.gradprobe.runtime.run.RunSummary;
import io.gradprobe.runtime.run.StepRecord;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The one daemon thread on which rules of statistics judge and collectors write. It looks into its
 * queue by itself, so that no training thread pays for waking it.
 */
final class Observer {
  private static final int CAPACITY = 8192;
  private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** A measured step, and the losses up to it, with the run whose rules are to judge them. */
  record Judged(TrainingRun run, MeasuredStep step, LossSeries losses) {}

  /** Losses with the run whose rules are to judge them. */
  record JudgedLosses(TrainingRun run, LossSeries series) {}

  /** The end of an epoch with the run whose rules are to judge it. */
  record JudgedEpoch(TrainingRun run, EpochRecord epoch) {}

  private final RecordQueue queue = new RecordQueue(CAPACITY);
  private final List<Collector> collectors;
  private final Consumer<String> say;
  private final Runnable eachRound;
  private Thread thread;
  private volatile boolean stopping;
  private volatile long deadline;

  Observer(List<Collector> collectors, Consumer<String> say, Runnable eachRound) {
    this.collectors = new ArrayList<>(collectors);
    this.say = say;
    this.eachRound = eachRound;
  }

  /** Starts the thread where it has not been started yet. */
  synchronized void start() {
    if (thread == null && !stopping) {
      thread = madeHere(this::work);
      thread.setDaemon(true);
      thread.setPriority(Thread.NORM_PRIORITY - 1);
      thread.start();
    }
  }

  /**
   * A thread that takes over nothing from the program's, neither its context class loader nor the
   * protection domains on its stack: it would keep their loaders alive for good.
   */
  @SuppressWarnings("removal") // while threads take over protection domains, this is how they don't
  private static Thread madeHere(Runnable work) {
    return AccessController.doPrivileged(
        (PrivilegedAction<Thread>)
            () -> {
              Thread made = new Thread(null, work, "gradprobe-observer", 0, false);
              made.setContextClassLoader(null);
              return made;
            });
  }

  /** Adds a record; drops and counts it where the queue is full. */
  void offer(Object record) {
    queue.offer(record);
  }

  /**
   * Waits until everything offered so far has been judged, but not for long.
   *
   * @return whether it has
   */
  boolean catchUp(long nanos) {
    Thread t = thread;
    CountDownLatch reached = new CountDownLatch(1);
    if (t == null || t == Thread.currentThread() || !t.isAlive() || !queue.offer(reached)) {
      return false;
    }
    LockSupport.unpark(t);
    try {
      return reached.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Makes the thread look at once. */
  void wake() {
    Thread t = thread;
    if (t != null) {
      LockSupport.unpark(t);
    }
  }

  long dropped() {
    return queue.dropped();
  }

  /** Drains the queue and closes the collectors, within the limit. */
  void shutdown(Duration limit) {
    Thread t;
    synchronized (this) {
      deadline = System.nanoTime() + limit.toNanos();
      stopping = true;
      t = thread;
    }
    if (t == null) {
      closeCollectors();
      return;
    }
    LockSupport.unpark(t);
    try {
      t.join(Math.max(1, limit.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    while (true) {
      boolean last = stopping;
      drain();
      if (last) {
        closeCollectors();
        return;
      }
      eachRound.run();
      LockSupport.parkNanos(NAP_NANOS);
    }
  }

  private void drain() {
    for (Object record = queue.poll(); record != null; record = queue.poll()) {
      if (record instanceof Judged judged) {
        tell(c -> c.step(judged.step().record()));
        judged.run().judge(judged.step());
        if (judged.losses() != null) {
          judged.run().judge(judged.losses());
        }
        tell(c -> c.measured(judged.step()));
      } else if (record instanceof JudgedLosses judged) {
        judged.run().judge(judged.series());
      } else if (record instanceof StepRecord step) {
        tell(
            c -> {
              if (c.wantsEveryStep()) {
                c.step(step);
              }
            });
      } else if (record instanceof CountDownLatch reached) {
        reached.countDown();
      } else if (record instanceof Finding finding) {
        tell(c -> c.finding(finding));
      } else if (record instanceof RunInfo run) {
        tell(c -> c.runStarted(run));
      } else if (record instanceof JudgedEpoch judged) {
        tell(c -> c.epoch(judged.epoch()));
        judged.run().judge(judged.epoch());
      } else if (record instanceof HistogramRecord histogram) {
        tell(c -> c.histogram(histogram));
      } else if (record instanceof OverheadRecord overhead) {
        tell(c -> c.overhead(overhead));
      } else if (record instanceof RunSummary summary) {
        tell(c -> c.runEnded(summary));
      }
    }
  }

  private void tell(Consumer<Collector> what) {
    for (int i = collectors.size() - 1; i >= 0; i--) {
      Collector collector = collectors.get(i);
      try {
        what.accept(collector);
      } catch (Throwable e) {
        collectors.remove(i);
        say.accept(collector.name() + " failed and is switched off: " + e);
      }
    }
  }

  private void closeCollectors() {
    for (Collector collector : collectors) {
      long left = deadline - System.nanoTime();
      try {
        collector.close(Duration.ofNanos(Math.max(left, 1_000_000L)));
      } catch (Throwable e) {
        say.accept(collector.name() + " could not be closed: " + e);
      }
    }
  }
}

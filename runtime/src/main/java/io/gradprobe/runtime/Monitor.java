package io.gradprobe.runtime;

import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.collector.StepTimer;
import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.observe.OriginFinder;
import io.gradprobe.runtime.run.EpochRecord;
import io.gradprobe.runtime.run.LossSeries;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.RunInfo;
import io.gradprobe.runtime.run.RunSummary;
import io.gradprobe.runtime.run.SourceLocator;
import io.gradprobe.runtime.run.TensorCensus;
import io.gradprobe.runtime.tensor.ParameterAccess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/** Everything that is watched in this JVM: the options in force, the runs, the ways out. */
public final class Monitor {
  /** What all runs together may spend at their begin besides the budget: half a second, once. */
  private static final long ALLOWANCE_NANOS = 500_000_000L;

  /** How long a training thread that has found something waits for earlier evidence. */
  private static final long PATIENCE_NANOS = 100_000_000L;

  private final AtomicLong allowance = new AtomicLong(ALLOWANCE_NANOS);
  private final List<Collector> collectors;
  private final StepTimer stepTimer;
  private final boolean everyStep;
  private final Consumer<String> say;
  private final Observer observer;
  private final AtomicLong backwards = new AtomicLong();
  private final AtomicLong stepsAnywhere = new AtomicLong();
  private final List<TrainingRun> runs = new CopyOnWriteArrayList<>();
  private volatile Options options;
  private final MemoryWatch memory = new MemoryWatch();
  private final Map<String, Function<TrainingRun, TensorCensus>> tensors =
      new ConcurrentHashMap<>();
  private volatile boolean late;

  /**
   * @param options the options in force
   * @param collectors the ways out
   * @param say takes one clear line for stderr
   */
  public Monitor(Options options, List<Collector> collectors, Consumer<String> say) {
    this.options = options;
    this.collectors = List.copyOf(collectors);
    this.say = say;
    stepTimer =
        collectors.stream()
            .map(Collector::stepTimer)
            .filter(t -> t != null)
            .findFirst()
            .orElse(null);
    everyStep = collectors.stream().anyMatch(Collector::wantsEveryStep);
    observer = new Observer(this.collectors, say, this::watchMemory);
  }

  /** The agent was attached to a program that may have been training already. */
  public void beginLate() {
    late = true;
  }

  /** Whether the program may have been training already when the agent came. */
  public boolean isLate() {
    return late;
  }

  /** Whether nothing but the order of calls is watched. */
  public boolean isProtocolOnly() {
    return options.profile() == Options.Profile.PROTOCOL;
  }

  /** The options in force. */
  public Options options() {
    return options;
  }

  /** Changes the options; runs under way keep their rules and go on with the new profile. */
  public void options(Options changed) {
    options = changed;
    for (TrainingRun run : runs) {
      run.applyOptions(changed);
    }
  }

  /** Watching goes on after a pause in which signals were missed. */
  public void resume() {
    for (TrainingRun run : runs) {
      run.resume();
    }
  }

  /**
   * Begins a run.
   *
   * @param info what is known of it
   * @param accesses how to read its parameters, in the order of {@link RunInfo#parameters()}
   * @param usageKnown whether the framework tells which parameters a forward uses
   * @param locator finds the user's lines
   * @param origins looks for the operations where faults began
   */
  public TrainingRun begin(
      RunInfo info,
      List<? extends ParameterAccess> accesses,
      boolean usageKnown,
      SourceLocator locator,
      OriginFinder origins) {
    TrainingRun run = new TrainingRun(this, info, accesses, usageKnown, locator, origins);
    runs.add(run);
    observer.start();
    offer(info);
    return run;
  }

  /** Runs that have begun and not ended. */
  public List<TrainingRun> runs() {
    return runs;
  }

  /**
   * Those of one framework: calls of one tell nothing of another's runs.
   *
   * @param framework as in {@link RunInfo#framework()}
   */
  public List<TrainingRun> runs(String framework) {
    for (TrainingRun run : runs) {
      if (!run.info().framework().equals(framework)) {
        return runs.stream().filter(r -> r.info().framework().equals(framework)).toList();
      }
    }
    return runs;
  }

  /** A backward has ended, whichever run it belongs to. */
  public void backwardSeen() {
    backwards.incrementAndGet();
    for (TrainingRun run : runs) {
      run.backwardSeen();
    }
  }

  /** Ends all runs, drains the queue and closes the collectors within the limit. */
  public void shutdown(Duration limit) {
    for (TrainingRun run : runs) {
      run.end();
    }
    observer.shutdown(limit);
  }

  /**
   * Takes what tells a run how many native tensors of its framework the process has at any moment.
   * They are the process's: one run is told of them, the others {@link TensorCensus#UNKNOWN}.
   *
   * @param framework as in {@link RunInfo#framework()}
   */
  public void countTensors(String framework, Function<TrainingRun, TensorCensus> census) {
    tensors.put(framework, census);
  }

  TensorCensus tensors(TrainingRun run) {
    Function<TrainingRun, TensorCensus> census = tensors.get(run.info().framework());
    return census == null ? TensorCensus.UNKNOWN : census.apply(run);
  }

  /** Some times a second, on the observer thread. */
  private void watchMemory() {
    for (TrainingRun eldest : runs) {
      // Memory is the process's: one run stands for all.
      if (memory.isDue(System.nanoTime())) {
        eldest.judge(memory.read(eldest.info().id(), eldest.stepsSeen()));
      }
      return;
    }
  }

  long backwardsAnywhere() {
    return backwards.get();
  }

  AtomicLong allowance() {
    return allowance;
  }

  void stepSeen() {
    stepsAnywhere.incrementAndGet();
  }

  long stepsAnywhere() {
    return stepsAnywhere.get();
  }

  StepTimer stepTimer() {
    return stepTimer;
  }

  boolean wantsHistograms() {
    for (Collector collector : collectors) {
      if (collector.wantsHistograms()) {
        return true;
      }
    }
    return false;
  }

  boolean wantsRanges() {
    for (Collector collector : collectors) {
      if (collector.wantsRanges()) {
        return true;
      }
    }
    return false;
  }

  boolean wantsEveryStep() {
    return everyStep;
  }

  void say(String line) {
    say.accept(line);
  }

  void offer(Object record) {
    observer.offer(record);
  }

  void measured(TrainingRun run, MeasuredStep step, LossSeries losses) {
    observer.offer(new Observer.Judged(run, step, losses));
  }

  void ended(TrainingRun run, RunSummary summary) {
    runs.remove(run);
    for (Object untold : run.untoldFindings()) {
      observer.offer(untold);
    }
    observer.offer(summary);
  }

  void losses(TrainingRun run, LossSeries series) {
    observer.offer(new Observer.JudgedLosses(run, series));
  }

  void epoch(TrainingRun run, EpochRecord epoch) {
    observer.offer(new Observer.JudgedEpoch(run, epoch));
  }

  /** Lets the observer judge what it has, so that earlier evidence is told first. */
  void catchUp() {
    observer.catchUp(PATIENCE_NANOS);
  }

  void wakeObserver() {
    observer.wake();
  }

  long dropped() {
    return observer.dropped();
  }
}

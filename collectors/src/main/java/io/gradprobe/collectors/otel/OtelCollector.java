package io.gradprobe.collectors.otel;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.run.EpochRecord;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.OverheadRecord;
import io.gradprobe.runtime.run.RunInfo;
import io.gradprobe.runtime.run.RunSummary;
import io.gradprobe.runtime.run.StepRecord;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Evidence as traces, metrics and logs. A ticker on a daemon thread of its own lets findings out
 * that wait for a step which takes long or never ends; hence the methods are synchronized.
 */
final class OtelCollector implements Collector {
  private static final long TICK_MILLIS = 250;
  private static final long HEARTBEAT_MILLIS = 60_000;

  private final OtelSdk sdk;
  private final OtelSettings settings;
  private final Context parent;
  private final Tracer tracer;
  private final FindingLog log;
  private final RunMetrics metrics;
  private final Map<String, RunTraces> runs = new LinkedHashMap<>();
  private final Map<String, Long> lastSigns = new LinkedHashMap<>();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "gradprobe-otel");
            thread.setDaemon(true);
            return thread;
          });
  private boolean closed;

  OtelCollector(OtelSdk sdk, OtelSettings settings) {
    this.sdk = sdk;
    this.settings = settings;
    this.parent = RemoteParent.of(settings);
    this.tracer = sdk.sdk().getTracer(OtelSdk.SCOPE);
    this.log = new FindingLog(sdk.sdk().getLogsBridge().get(OtelSdk.SCOPE));
    this.metrics = new RunMetrics(sdk.sdk().getMeter(OtelSdk.SCOPE), settings.parameterSeries());
    ticker.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, MILLISECONDS);
  }

  @Override
  public String name() {
    return "otel";
  }

  @Override
  public boolean wantsRanges() {
    return false;
  }

  @Override
  public boolean wantsEveryStep() {
    return true;
  }

  @Override
  public synchronized void runStarted(RunInfo info) {
    RunTraces traces = new RunTraces(tracer, log, info, parent, settings.stepsPerTrace());
    runs.put(info.id(), traces);
    lastSigns.put(info.id(), info.startMillis());
    log.started(
        info.id(),
        "training of " + (info.name().isEmpty() ? "a model" : info.name()) + " has begun",
        traces.context(),
        MILLISECONDS.toNanos(info.startMillis()));
  }

  @Override
  public synchronized void step(StepRecord step) {
    metrics.step(step);
    RunTraces traces = runs.get(step.run());
    if (traces == null) {
      return;
    }
    traces.step(step);
    if (step.startMillis() - lastSigns.get(step.run()) >= HEARTBEAT_MILLIS) {
      lastSigns.put(step.run(), step.startMillis());
      log.heartbeat(
          step.run(), step.step(), traces.context(), MILLISECONDS.toNanos(step.startMillis()));
    }
  }

  @Override
  public synchronized void measured(MeasuredStep step) {
    metrics.measured(step);
  }

  @Override
  public synchronized void epoch(EpochRecord epoch) {
    RunTraces traces = runs.get(epoch.run());
    if (traces != null) {
      traces.epoch(epoch);
    }
  }

  @Override
  public synchronized void finding(Finding finding) {
    metrics.finding(finding);
    RunTraces traces = runs.get(finding.run());
    if (traces != null) {
      traces.finding(finding);
    } else {
      log.finding(finding, parent, EpochClock.now());
    }
  }

  @Override
  public synchronized void overhead(OverheadRecord overhead) {
    metrics.overhead(overhead);
  }

  @Override
  public synchronized void runEnded(RunSummary summary) {
    end(summary.run(), summary);
  }

  @Override
  public synchronized void close(Duration limit) {
    if (closed) {
      return;
    }
    closed = true;
    ticker.shutdownNow();
    for (String run : runs.keySet().toArray(String[]::new)) {
      end(run, null);
    }
    sdk.close(limit);
  }

  private void end(String run, RunSummary summary) {
    RunTraces traces = runs.remove(run);
    lastSigns.remove(run);
    metrics.forget(run);
    if (traces != null) {
      traces.end(summary);
    }
  }

  private synchronized void tick() {
    runs.values().forEach(RunTraces::tick);
  }
}

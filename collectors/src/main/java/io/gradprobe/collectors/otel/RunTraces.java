package io.gradprobe.collectors.otel;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.run.EpochRecord;
import io.gradprobe.runtime.run.RunInfo;
import io.gradprobe.runtime.run.RunSummary;
import io.gradprobe.runtime.run.StepRecord;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One run as spans: {@code training.run} as root, a linked trace {@code training.epoch} for each
 * epoch, and {@code training.step} in it for sampled steps and for those with a finding.
 *
 * <p>A step's record waits until the next one comes, or a second: findings about a step come before
 * its record (rules on the training thread) and after it (rules on measurements), and all of them
 * are to stand in the step's span. For the same reason a step's span is kept open for a second,
 * though its end is known: once ended, its status can't be set.
 */
final class RunTraces {
  private static final long LONGEST_HOLD = SECONDS.toNanos(1);
  private static final int SPANS_KEPT = 64;

  private record Held(Finding finding, long time, long since) {}

  private record Kept(Span span, Context context, long end, long since) {}

  private final Tracer tracer;
  private final StepSpans stepSpans;
  private final FindingLog log;
  private final EpochClock clock = new EpochClock();
  private final String run;
  private final long stepsPerTrace;
  private final Span runSpan;
  private final Context runContext;
  private final List<Held> held = new ArrayList<>();
  private final Map<Long, Kept> kept = new LinkedHashMap<>();

  private StepRecord pending;
  private long pendingSince;
  private Span epochSpan;
  private Context epochContext;
  private long epochKey = -1;
  private long firstOpenStep;
  private long lastStepEnd;
  // A step whose span had to be begun before its record came; null mostly.
  private Span earlySpan;
  private long earlyStep;
  private long earlyStart;

  /**
   * @param parent the context that the run belongs to, from outside the JVM
   */
  RunTraces(Tracer tracer, FindingLog log, RunInfo info, Context parent, long stepsPerTrace) {
    this.tracer = tracer;
    this.stepSpans = new StepSpans(tracer);
    this.log = log;
    this.run = info.id();
    this.stepsPerTrace = stepsPerTrace;
    this.lastStepEnd = MILLISECONDS.toNanos(info.startMillis());
    this.runSpan =
        tracer
            .spanBuilder("training.run")
            .setParent(parent)
            .setStartTimestamp(info.startMillis(), MILLISECONDS)
            .setAttribute("gradprobe.run", run)
            .setAttribute("gradprobe.framework", info.framework())
            .setAttribute("gradprobe.framework.version", info.version())
            .setAttribute("gradprobe.engine", info.engine())
            .setAttribute("gradprobe.model", info.name())
            .setAttribute("gradprobe.devices", info.devices())
            .setAttribute("gradprobe.parameters", (long) info.parameters().size())
            .setAttribute("gradprobe.elements", info.elements())
            .startSpan();
    this.runContext = parent.with(runSpan);
  }

  /** The run span's context. */
  Context context() {
    return runContext;
  }

  /** A step has ended. */
  void step(StepRecord step) {
    finishPending();
    pending = step;
    pendingSince = System.nanoTime();
  }

  /** Something was found. */
  void finding(Finding finding) {
    long time = EpochClock.now();
    if (finding.step() >= firstOpenStep) {
      held.add(new Held(finding, time, System.nanoTime()));
    } else {
      Kept step = kept.get(finding.step());
      if (step == null) {
        emit(finding, time, largerContext(), null);
      } else {
        emit(finding, time, step.context, step.span);
      }
    }
  }

  /** Lets go what has waited long enough. */
  void tick() {
    long now = System.nanoTime();
    if (pending != null && now - pendingSince > LONGEST_HOLD) {
      finishPending();
    }
    for (Iterator<Held> i = held.iterator(); i.hasNext(); ) {
      Held h = i.next();
      if (now - h.since > LONGEST_HOLD) {
        beginEarly(h.finding.step());
        emit(h.finding, h.time, largerContext().with(earlySpan), earlySpan);
        i.remove();
      }
    }
    endSpans(now - LONGEST_HOLD, SPANS_KEPT);
  }

  /** An epoch has ended. */
  void epoch(EpochRecord epoch) {
    finishPending();
    if (epochSpan == null) {
      return;
    }
    if (!Double.isNaN(epoch.trainLoss())) {
      epochSpan.setAttribute("gradprobe.train_loss", epoch.trainLoss());
    }
    if (!Double.isNaN(epoch.validationLoss())) {
      epochSpan.setAttribute("gradprobe.validation_loss", epoch.validationLoss());
    }
    endEpoch(Math.max(lastStepEnd, EpochClock.now()));
  }

  /**
   * The run has ended.
   *
   * @param summary null where the JVM ends before the run
   */
  void end(RunSummary summary) {
    finishPending();
    for (Held h : held) {
      emit(h.finding, h.time, runContext, runSpan);
    }
    held.clear();
    endSpans(Long.MAX_VALUE, 0);
    long now = Math.max(lastStepEnd, EpochClock.now());
    if (earlySpan != null) {
      earlySpan.end(Math.max(earlyStart, now), NANOSECONDS);
      earlySpan = null;
    }
    endEpoch(lastStepEnd);
    if (summary != null) {
      runSpan.setAttribute("gradprobe.steps", summary.steps());
      runSpan.setAttribute("gradprobe.epochs", (long) summary.epochs());
      if (!Double.isNaN(summary.firstLoss())) {
        runSpan.setAttribute("gradprobe.first_loss", summary.firstLoss());
      }
      if (!Double.isNaN(summary.lastLoss())) {
        runSpan.setAttribute("gradprobe.last_loss", summary.lastLoss());
      }
    }
    runSpan.end(now, NANOSECONDS);
  }

  private void finishPending() {
    if (pending == null) {
      return;
    }
    StepRecord step = pending;
    pending = null;
    firstOpenStep = step.step() + 1;
    long start = clock.start(step);
    lastStepEnd = start + step.durationNanos();
    enterEpoch(step, start);
    boolean hasFinding = held.stream().anyMatch(h -> h.finding.step() <= step.step());
    boolean isEarly = earlySpan != null && earlyStep <= step.step();
    if (!step.sampled() && !hasFinding && !isEarly) {
      return;
    }
    Span span = isEarly ? earlySpan : stepSpans.begin(epochContext, run, step.step(), start);
    earlySpan = isEarly ? null : earlySpan;
    Context context = epochContext.with(span);
    stepSpans.describe(span, context, step, start);
    for (Iterator<Held> i = held.iterator(); i.hasNext(); ) {
      Held h = i.next();
      if (h.finding.step() <= step.step()) {
        emit(h.finding, h.time, context, span);
        i.remove();
      }
    }
    kept.put(step.step(), new Kept(span, context, lastStepEnd, System.nanoTime()));
    endSpans(Long.MIN_VALUE, SPANS_KEPT);
  }

  private void enterEpoch(StepRecord step, long start) {
    long key = step.epoch() >= 0 ? step.epoch() : step.step() / stepsPerTrace;
    if (epochSpan != null && key != epochKey) {
      endEpoch(start);
    }
    if (epochSpan == null) {
      beginEpoch(key, step.epoch(), step.step(), start);
    }
  }

  private void beginEpoch(long key, int epoch, long firstStep, long start) {
    epochKey = key;
    epochSpan =
        tracer
            .spanBuilder("training.epoch")
            .setNoParent()
            .addLink(runSpan.getSpanContext())
            .setStartTimestamp(start, NANOSECONDS)
            .setAttribute("gradprobe.run", run)
            .setAttribute("gradprobe.first_step", firstStep)
            .startSpan();
    if (epoch >= 0) {
      epochSpan.setAttribute("gradprobe.epoch", (long) epoch);
    }
    epochContext = Context.root().with(epochSpan);
  }

  private void endEpoch(long time) {
    if (epochSpan != null) {
      epochSpan.end(time, NANOSECONDS);
      epochSpan = null;
      epochContext = null;
    }
  }

  // Its true begin is not known yet; the last step's end is the nearest that is.
  private void beginEarly(long step) {
    if (earlySpan == null) {
      earlyStep = step;
      earlyStart = lastStepEnd;
      earlySpan = stepSpans.begin(largerContext(), run, step, earlyStart);
    }
  }

  private Context largerContext() {
    return epochContext == null ? runContext : epochContext;
  }

  private void emit(Finding finding, long time, Context context, Span span) {
    log.finding(finding, context, time);
    if (span != null && finding.severity() == Severity.ERROR) {
      span.setStatus(StatusCode.ERROR, finding.message());
      span.setAttribute("error.type", finding.rule());
    }
  }

  // Ends the spans kept since that time or before, and the oldest beyond the number to keep.
  private void endSpans(long keptSince, int most) {
    for (Iterator<Kept> i = kept.values().iterator(); i.hasNext(); ) {
      Kept step = i.next();
      if (step.since > keptSince && kept.size() <= most) {
        return;
      }
      step.span.end(step.end, NANOSECONDS);
      i.remove();
    }
  }
}

package io.gradprobe.collectors.otel;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.gradprobe.runtime.run.StepRecord;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/** The spans of one step: {@code training.step} and its phases. */
final class StepSpans {
  private final Tracer tracer;

  StepSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  /** Begins the span of a step; its start is in nanoseconds since the epoch. */
  Span begin(Context parent, String run, long step, long start) {
    return tracer
        .spanBuilder("training.step")
        .setParent(parent)
        .setStartTimestamp(start, NANOSECONDS)
        .setAttribute("gradprobe.run", run)
        .setAttribute("gradprobe.step", step)
        .startSpan();
  }

  /** Adds what the step's record says: attributes and phases. The span stays open. */
  void describe(Span span, Context context, StepRecord step, long start) {
    if (step.epoch() >= 0) {
      span.setAttribute("gradprobe.epoch", (long) step.epoch());
    }
    number(span, "gradprobe.loss", step.loss());
    number(span, "gradprobe.gradient.norm", step.gradientNorm());
    number(span, "gradprobe.learning_rate", step.learningRate());
    span.setAttribute("gradprobe.backwards", (long) step.backwards());
    span.setAttribute("gradprobe.sampled", step.sampled());
    if (step.batchSize() > 0) {
      span.setAttribute("gradprobe.batch_size", step.batchSize());
    }
    long end = start + step.durationNanos();
    long at = start;
    at = phase(context, step, "training.data", at, step.dataNanos(), end);
    at = phase(context, step, "training.forward", at, step.forwardNanos(), end);
    at = phase(context, step, "training.backward", at, step.backwardNanos(), end);
    phase(context, step, "training.optimizer", at, step.optimizerNanos(), end);
  }

  // Only the sum of a phase's times within the step is known, so phases stand in sequence; they
  // never reach beyond the step.
  private long phase(
      Context parent, StepRecord step, String name, long from, long duration, long stepEnd) {
    if (duration <= 0) {
      return from;
    }
    long to = Math.max(from, Math.min(from + duration, stepEnd));
    tracer
        .spanBuilder(name)
        .setParent(parent)
        .setStartTimestamp(from, NANOSECONDS)
        .setAttribute("gradprobe.run", step.run())
        .setAttribute("gradprobe.step", step.step())
        .startSpan()
        .end(to, NANOSECONDS);
    return to;
  }

  private static void number(Span span, String key, double value) {
    if (!Double.isNaN(value)) {
      span.setAttribute(key, value);
    }
  }
}

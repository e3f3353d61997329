package io.gradprobe.benchmark.alarms;

import io.gradprobe.runtime.run.EpochRecord;
import io.gradprobe.runtime.run.ForwardMeasurement;
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.MemoryRecord;
import io.gradprobe.runtime.run.StepRecord;
import io.gradprobe.runtime.run.TensorCensus;
import java.util.List;
import java.util.Map;

/**
 * A training run made of random numbers: losses, gradients, updates, activations, data and tensors
 * that belong together as they do in a healthy run. Loss and gradient are tied by the decrease to
 * first order: update times gradient is what a step gains.
 */
final class SimulatedRun {
  static final String RUN = "run-1";
  static final String FORWARD = "Train.main(Train.java:20)";
  private static final String BACKWARD = "Train.main(Train.java:22)";
  private static final String STEP = "Train.main(Train.java:24)";
  private static final long MEMORY = 8L << 30;

  /** What the usual batch gains a step even on a plateau, of the loss; others lose it again. */
  private static final double OWN_GAIN = 5e-4;

  private final Noise noise;
  private final Target target;
  private final SimulatedData data;
  private final SimulatedNet net;
  private final Shape shape;
  private final Scatter scatter;
  private final LossInfo info;
  private final Plant plant;
  private final long plantedAt;
  private final double slow;
  private final double start;
  private final boolean adam;
  private final double usualUpdate;
  private final double usualRate;
  private final double cosine;
  private final int stepsEach;
  private final double gap;
  private final double laterGap;
  private final int tooth;
  private final double stepMillis;
  private final double waiting;
  private final double memory;
  private double piled;
  private double epochLoss;
  private long steps;

  /** A healthy run of a kind. */
  SimulatedRun(SeriesKind kind, long seed) {
    this(kind, seed, Plant.NONE, 0, 1);
  }

  /**
   * A run with a fault.
   *
   * @param plantedAt the step at which the fault begins
   * @param slow times that the learning rate is too small from the begin
   */
  SimulatedRun(SeriesKind kind, long seed, Plant plant, long plantedAt, double slow) {
    this.plant = plant;
    this.plantedAt = plantedAt;
    this.slow = slow;
    noise = new Noise(31 * seed + kind.name().hashCode());
    target = kind.target().drawn(noise);
    double unit = target.start(2, noise);
    data = new SimulatedData(noise, target, kind.fullBatch(), unit);
    start = target == Target.CLASSES ? target.start(data.classes(), noise) : unit;
    info = target.info(data.classes());
    net = new SimulatedNet(noise, data.features(), target.hasClasses() ? data.classes() : 1);
    shape = kind.shape().apply(start, noise);
    scatter = kind.scatter().apply(noise);
    adam = kind.name().indexOf("zero") < 0 && noise.chance(0.5);
    cosine = adam ? noise.between(0.15, 0.4) : noise.between(0.4, 0.95);
    usualUpdate = noise.logBetween(3e-4, 3e-3) * net.weightNorm();
    usualRate = usualUpdate * usualUpdate / (0.003 * start * cosine);
    stepsEach = noise.oneOf(50, 200, 1000);
    gap = noise.between(0, 0.3);
    laterGap = noise.between(0, 0.08);
    tooth = noise.oneOf(1, 1, 20, 80);
    stepMillis = noise.logBetween(0.5, 50);
    waiting = noise.between(0.02, 0.3);
    memory = noise.between(0.1, 0.6);
  }

  /** The next step; planted faults and all. */
  SimulatedStep next() {
    SimulatedStep s = new SimulatedStep(net.layers());
    s.step = steps;
    s.epoch = (int) (steps / stepsEach);
    double time = steps / slow;
    s.start = start;
    s.chance = data.entropy();
    s.weightNorm = net.weightNorm();
    s.epochSteps = stepsEach;
    s.level = shape.level(time);
    double deviation = scatter.next(noise);
    s.loss = s.level == 0 ? 0 : (float) scatter.loss(s.level, deviation);
    double factor = shape.rate(time);
    s.rate = usualRate / slow * factor;
    move(s, time, factor, scatter.gradient(deviation));
    s.tensors = 200 + steps % tooth + noise.below(5) + piled;
    s.waiting = noise.chance(0.01) ? 0.9 : Math.min(0.95, waiting * noise.logBetween(0.5, 2));
    s.memory = memory * (1 + 0.3 * (1 - Math.exp(-steps / 1000.0))) + 0.01 * noise.normal();
    s.validation = (1 + gap) * (1 + laterGap * Math.min(1, steps / 10_000.0));
    s.validation *= Math.exp(0.02 * noise.normal());
    plant.into(s, steps - plantedAt, noise);
    piled += s.leak;
    s.tensors += s.leak;
    epochLoss += s.loss;
    steps++;
    return s;
  }

  private void move(SimulatedStep s, double time, double factor, double batch) {
    double gain = 2 * shape.fall(time) + OWN_GAIN * Math.abs(s.level);
    double part = batch * shape.gradient(time) * Math.exp(0.25 * noise.normal());
    double usual = Math.sqrt(gain / (usualRate * cosine));
    s.gradient = usual * part;
    // Adam's updates keep their size and go the less downhill the smaller the gradient is.
    s.update = factor / slow * (adam ? usualUpdate : usualRate * s.gradient);
    s.cosine = adam ? Math.min(0.9, gain / (usual * usualUpdate)) : cosine;
  }

  /** Whether an epoch ends with the latest step. */
  boolean endsEpoch() {
    return steps % stepsEach == 0;
  }

  /** The epoch that has ended. */
  EpochRecord epoch(SimulatedStep last) {
    double train = epochLoss / stepsEach;
    epochLoss = 0;
    double away = target == Target.OPEN ? train : train * last.validation;
    return new EpochRecord(RUN, last.epoch, steps, train, away, Map.of());
  }

  /** The process's memory at a step. */
  MemoryRecord memory(SimulatedStep s) {
    return new MemoryRecord(RUN, steps, Math.round(s.memory * MEMORY), MEMORY, "machine");
  }

  LossInfo info() {
    return info;
  }

  String lossLocation() {
    return BACKWARD;
  }

  int epochSteps() {
    return stepsEach;
  }

  /** The net. */
  SimulatedNet net() {
    return net;
  }

  /** The data. */
  SimulatedData data() {
    return data;
  }

  /** What is compared. */
  Target target() {
    return target;
  }

  /**
   * The step as it is measured.
   *
   * @param updates whether weights and their changes are measured too
   */
  MeasuredStep measured(SimulatedStep s, boolean updates) {
    long nanos = Math.round(stepMillis * 1e6);
    long waited = Math.round(nanos * s.waiting / (1 - s.waiting));
    StepRecord record =
        new StepRecord(
            RUN,
            s.step,
            s.epoch,
            s.loss,
            s.gradient,
            s.rate,
            data.batch(),
            target == Target.REAL_OR_FAKE ? 2 : 1,
            true,
            0,
            nanos + waited,
            0,
            waited,
            nanos / 3,
            nanos / 3,
            nanos / 3);
    ForwardMeasurement forward =
        new ForwardMeasurement(
            FORWARD,
            List.of(data.input(s, noise)),
            net.blocks(s, data.batch(), noise),
            net.joins(s, noise),
            data.labels(s, noise),
            info);
    return new MeasuredStep(
        record,
        net.parameters(s, updates, noise),
        0,
        updates,
        BACKWARD,
        STEP,
        forward,
        new TensorCensus(
            Math.round(s.tensors),
            s.leak > 0 && piled > 100 * s.leak ? "Train.main(Train.java:21)" : "",
            s.leak));
  }
}

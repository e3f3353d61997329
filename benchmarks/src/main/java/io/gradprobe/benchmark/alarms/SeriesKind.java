package io.gradprobe.benchmark.alarms;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A kind of healthy training.
 *
 * @param name what it is called in tables
 * @param target what the loss compares
 * @param shape the course of the loss, from where it starts
 * @param scatter how batches lie about it
 * @param fullBatch whether each batch is the whole dataset
 */
record SeriesKind(
    String name,
    Target target,
    BiFunction<Double, Noise, Shape> shape,
    Function<Noise, Scatter> scatter,
    boolean fullBatch) {

  /** The kinds that are simulated. */
  static final List<SeriesKind> ALL =
      List.of(
          kind("log-normal noise", Target.ANY, Shapes::decay, Scatters::logNormal),
          kind("AR(1) noise", Target.ANY, Shapes::decay, Scatters::autoregressive),
          kind("heavy tails (t3)", Target.ANY, Shapes::decay, Scatters::heavy),
          kind("power law", Target.ANY, Shapes::powerLaw, Scatters::any),
          kind("late start", Target.ANY, Shapes::lateStart, Scatters::any),
          kind("long plateau", Target.ANY, Shapes::plateau, Scatters::any),
          kind("step schedule", Target.ANY, Shapes::stepSchedule, Scatters::any),
          kind("warm-up, cosine", Target.ANY, Shapes::warmUp, Scatters::any),
          kind("warm restarts", Target.ANY, Shapes::warmRestarts, Scatters::any),
          kind("resumed", Target.ANY, Shapes::resumed, Scatters::any),
          kind("to exactly zero", Target.SQUARED, Shapes::perfect, Scatters::logNormal),
          kind("curriculum", Target.ANY, Shapes::curriculum, Scatters::any),
          kind("two sources in turn", Target.ANY, Shapes::alternating, Scatters::logNormal),
          kind("high momentum", Target.ANY, Shapes::momentum, Scatters::logNormal),
          kind("GAN, discriminator", Target.REAL_OR_FAKE, Shapes::player, Scatters::autoregressive),
          kind("GAN, generator", Target.ALL_REAL, Shapes::player, Scatters::autoregressive),
          kind("RL, policy", Target.OPEN, Shapes::player, Scatters::returns),
          kind("RL, values", Target.SQUARED, Shapes::growingValues, Scatters::heavy),
          kind("log-likelihood", Target.OPEN, Shapes::likelihood, Scatters::added),
          kind("hard batches", Target.ANY, Shapes::decay, Scatters::spiky),
          new SeriesKind("full batch", Target.ANY, Shapes::decay, Scatters::none, true));

  private static SeriesKind kind(
      String name,
      Target target,
      BiFunction<Double, Noise, Shape> shape,
      Function<Noise, Scatter> scatter) {
    return new SeriesKind(name, target, shape, scatter, false);
  }
}

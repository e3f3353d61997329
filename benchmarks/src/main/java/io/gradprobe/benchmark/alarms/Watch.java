package io.gradprobe.benchmark.alarms;

import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.rule.ActiveRule;
import io.gradprobe.runtime.run.LossSeries;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Shows a simulated run to rules as the observer thread does, and keeps the alarms. */
final class Watch {
  private static final int CHUNK = 32;
  private static final int STEPS_A_SECOND = 100;

  private final List<ActiveRule> rules;
  private final Sampling sampling;
  private final Noise noise;
  private final AlarmLog log = new AlarmLog();
  private final double[] losses = new double[CHUNK];
  private final double[] rates = new double[CHUNK];
  private int pending;

  Watch(List<ActiveRule> rules, Sampling sampling, long seed) {
    this.rules = rules;
    this.sampling = sampling;
    this.noise = new Noise(~seed);
  }

  /** Runs so many steps of a run. */
  List<Alarm> run(SimulatedRun run, long steps) {
    long measured = 0;
    for (long i = 0; i < steps; i++) {
      SimulatedStep s = run.next();
      losses[pending] = s.loss;
      rates[pending] = s.rate;
      pending++;
      if (sampling.isDue(i, noise)) {
        measured++;
        var step = run.measured(s, sampling.weightsDue(measured));
        ask(i, rule -> rule.rule().onMeasured(step));
        tellLosses(run, s);
      } else if (pending == CHUNK) {
        tellLosses(run, s);
      }
      if (run.endsEpoch()) {
        tellLosses(run, s);
        var epoch = run.epoch(s);
        ask(i, rule -> rule.rule().onEpoch(epoch));
      }
      if (i % STEPS_A_SECOND == 0) {
        var memory = run.memory(s);
        ask(i, rule -> rule.rule().onMemory(memory));
      }
    }
    return log.alarms();
  }

  private void tellLosses(SimulatedRun run, SimulatedStep s) {
    if (pending == 0) {
      return;
    }
    LossSeries series =
        new LossSeries(
            SimulatedRun.RUN,
            s.step - pending + 1,
            s.epoch,
            Arrays.copyOf(losses, pending),
            Arrays.copyOf(rates, pending),
            run.info(),
            run.lossLocation());
    pending = 0;
    ask(s.step, rule -> rule.rule().onLosses(series));
  }

  private void ask(long step, Function<ActiveRule, Verdict> question) {
    for (ActiveRule rule : rules) {
      Verdict verdict = question.apply(rule);
      if (verdict != null) {
        log.add(rule.info().id(), verdict, step);
      }
    }
  }
}

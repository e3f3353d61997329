package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.gradcheck.Blame;
import io.gradprobe.runtime.gradcheck.CheckedStep;
import io.gradprobe.runtime.gradcheck.Mismatch;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** A step of one run whose backward is over, with the tape of its forward. */
final class TapedStep implements CheckedStep {
  /** Relative difference between the loss in single and in double precision that is rounding. */
  private static final double ROUNDING = 1e-3;

  private final TrainingRun run;
  private final Tape tape;
  private final int target;
  private final boolean[] clean;
  private final TorchParameter[] accesses;
  private final List<List<Integer>> places = new ArrayList<>();
  private final Operation hiding;
  private final double own;
  private Replay replay;
  private List<JavaNumbers.Known> known = List.of();
  private boolean single;

  /**
   * @param loss what backward was called on
   * @param clean by parameter, whether it had no gradient before
   */
  TapedStep(TrainingRun run, Tape tape, PtNDArray loss, boolean[] clean) {
    this.run = run;
    this.tape = tape;
    this.clean = clean;
    target = tape.place(loss);
    accesses = new TorchParameter[run.parameterCount()];
    own = Torch.sum(loss);
    if (!tape.spoiled().isEmpty()) {
      throw new IllegalStateException(tape.spoiled());
    }
    if (target < 0) {
      throw new IllegalStateException("the loss was not followed from the parameters on");
    }
    TapePaths paths = new TapePaths(tape);
    BitSet needed = paths.leadingTo(target);
    BitSet open = paths.hidden(target);
    hiding = open.isEmpty() ? null : tape.entries().get(open.length() - 1).operation();
    findParameters(needed);
    repeat(needed, loss);
    learn(paths, open, loss);
    replay = begun(known.isEmpty() ? needed : paths.leadingTo(withReads()), open, loss);
    known.forEach(replay::compute);
  }

  /** Whether numbers that are added to the loss come from what was read to Java. */
  private void learn(TapePaths paths, BitSet open, PtNDArray loss) {
    List<JavaNumbers.Added> added = paths.numbers(target);
    if (!added.isEmpty() && !tape.reads().isEmpty()) {
      try (Replay read = begun(paths.leadingTo(withReads()), open, loss)) {
        read.loss(now -> known = JavaNumbers.of(run).learn(added, tape.reads(), now));
      }
    }
  }

  private int[] withReads() {
    IntStream reads = tape.reads().stream().mapToInt(JavaNumbers.Read::value);
    return IntStream.concat(IntStream.of(target), reads).toArray();
  }

  private void findParameters(BitSet needed) {
    BitSet used = new BitSet();
    needed.stream().forEach(e -> tape.entries().get(e).operands(used::set));
    for (int p = 0; p < accesses.length; p++) {
      places.add(new ArrayList<>());
    }
    used.stream()
        .forEach(
            i -> {
              ParameterRef parameter = tape.values().get(i).parameter;
              if (parameter != null && parameter.run() == run) {
                places.get(parameter.index()).add(i);
                accesses[parameter.index()] = parameter.access();
              }
            });
  }

  /** The program's own arithmetic gives its own loss, to the last bit. */
  private void repeat(BitSet needed, PtNDArray loss) {
    try (Replay plain = new Replay(tape, target, needed, new BitSet(), false, loss)) {
      double again = plain.loss();
      if (Double.compare(again, own) != 0) {
        throw new IllegalStateException(
            "the loss of one step evaluated again is " + again + " and not " + own);
      }
    }
  }

  /** In double precision where the engine has all operations for it. */
  private Replay begun(BitSet needed, BitSet open, PtNDArray loss) {
    Replay precise = new Replay(tape, target, needed, open, true, loss);
    try {
      double finer = precise.loss();
      if (Math.abs(finer - own) <= ROUNDING * Math.abs(own)) {
        return precise;
      }
    } catch (RuntimeException e) {
      // Some operation takes no double here; the check knows how to do without.
    }
    precise.close();
    single = true;
    return new Replay(tape, target, needed, open, false, loss);
  }

  @Override
  public int parameterCount() {
    return accesses.length;
  }

  @Override
  public boolean isSinglePrecision() {
    return single;
  }

  @Override
  public long elements(int parameter) {
    return accesses[parameter] == null ? 0 : Torch.elements(accesses[parameter].array());
  }

  @Override
  public double[] value(int parameter) {
    return TorchCopies.read(accesses[parameter].array());
  }

  @Override
  public double[] gradient(int parameter) {
    return clean[parameter] ? TorchCopies.readGradient(accesses[parameter].array()) : null;
  }

  @Override
  public void write(int parameter, double[] value) {
    double[] by = value(parameter);
    for (int i = 0; i < by.length; i++) {
      by[i] = value[i] - by[i];
    }
    places.get(parameter).forEach(place -> replay.move(place, by));
  }

  @Override
  public double loss() {
    return replay.loss();
  }

  @Override
  public double stepLoss() {
    return single ? own : Double.NaN;
  }

  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public void restore() {
    replay.close();
  }

  @Override
  public Blame blame(List<Mismatch> wrong) {
    Operation culprit = hiding;
    if (culprit == null && !known.isEmpty()) {
      culprit = known.get(0).reads().get(0).operation();
    }
    return culprit == null ? Blame.UNKNOWN : new Blame(true, Origins.hiding(culprit), true);
  }
}

package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Dataset;
import io.gradprobe.agent.AgentCore;
import io.gradprobe.agent.UserCode;
import io.gradprobe.agent.WeakIdentityMap;
import io.gradprobe.agent.djl.Djl;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.run.RunInfo;
import java.lang.ref.WeakReference;
import java.util.List;

/** Which of DJL's objects belongs to which run. Keeps none of them alive. */
final class Runs {
  static final String FRAMEWORK = "DJL";
  static final UserCode USER = new UserCode(Djl.PACKAGES);

  private static final WeakIdentityMap<Trainer, TrainingRun> TRAINERS = new WeakIdentityMap<>();
  private static final WeakIdentityMap<Block, BlockRef> BLOCKS = new WeakIdentityMap<>();
  private static final WeakIdentityMap<TrainingRun, WeakReference<Block>> ROOTS =
      new WeakIdentityMap<>();
  private static final WeakIdentityMap<Parameter, ParameterRef> PARAMETERS =
      new WeakIdentityMap<>();
  private static final WeakIdentityMap<NDArray, ParameterRef> ARRAYS = new WeakIdentityMap<>();
  private static final WeakIdentityMap<NDArray, ParameterRef> GRADIENTS = new WeakIdentityMap<>();
  private static final WeakIdentityMap<Dataset, TrainingRun> VALIDATION = new WeakIdentityMap<>();
  private static final WeakIdentityMap<TrainingRun, Boolean> VALIDATING = new WeakIdentityMap<>();

  /**
   * A block's place in a run.
   *
   * @param run the run
   * @param path the block's path as the user knows it
   * @param trainable whether some parameter below it requires a gradient
   */
  record BlockRef(TrainingRun run, String path, boolean trainable) {}

  private Runs() {}

  /** The run of a trainer; begins it where its model's parameters are there; else null. */
  static TrainingRun of(Trainer trainer) {
    TrainingRun run = TRAINERS.get(trainer);
    if (run != null && !run.isEnded()) {
      return run;
    }
    Block root = trainer.getModel().getBlock();
    if (root == null || !Models.isReady(root)) {
      return null;
    }
    synchronized (Runs.class) {
      run = TRAINERS.get(trainer);
      if (run == null || run.isEnded()) {
        run =
            begin(
                root,
                "trainer",
                trainer.getModel().getName(),
                Models.devices(trainer),
                Models.optimizer(trainer));
        TRAINERS.put(trainer, run);
      }
      return run;
    }
  }

  /** Runs of DJL that have begun and not ended. */
  static List<TrainingRun> going() {
    return AgentCore.monitor().runs(FRAMEWORK);
  }

  /** The run of a trainer, if it has begun; else null. */
  static TrainingRun known(Trainer trainer) {
    return TRAINERS.get(trainer);
  }

  /** The place of a block in a run that has begun; else null. */
  static BlockRef of(Block block) {
    BlockRef ref = BLOCKS.get(block);
    return ref == null || ref.run().isEnded() ? null : ref;
  }

  /**
   * Begins a run for a block that is trained without a trainer; null where nothing can be trained.
   */
  static synchronized TrainingRun beginBlock(Block root) {
    BlockRef ref = of(root);
    if (ref != null) {
      return ref.run();
    }
    if (!Models.isReady(root) || !Models.isTrainable(root)) {
      return null;
    }
    return begin(root, "block", "", "", "");
  }

  private static TrainingRun begin(
      Block root, String kind, String name, String devices, String optimizer) {
    Models.Description model = Models.describe(root, optimizer);
    RunInfo info = Models.runInfo(model, kind, name, devices);
    TrainingRun run =
        AgentCore.monitor()
            .begin(info, model.accesses(), true, USER, new Origins(model.accesses()));
    ROOTS.put(run, new WeakReference<>(root));
    for (int i = 0; i < model.parameters().size(); i++) {
      TorchParameter access = model.accesses().get(i);
      ParameterRef ref = new ParameterRef(run, i, access);
      ParameterRef other = ARRAYS.get(access.array());
      if (other != null && !other.run().isEnded()) {
        other.run().weightShared(other.index());
        run.weightShared(i);
      }
      PARAMETERS.put(model.parameters().get(i), ref);
      ARRAYS.put(access.array(), ref);
    }
    for (int i = 0; i < model.blocks().size(); i++) {
      Block block = model.blocks().get(i);
      BLOCKS.put(block, new BlockRef(run, info.blocks().get(i).path(), Models.isTrainable(block)));
    }
    return run;
  }

  /** The block that a run trains; null where it is gone or the run has none. */
  static Block root(TrainingRun run) {
    WeakReference<Block> root = ROOTS.get(run);
    return root == null ? null : root.get();
  }

  /** Begins a run for bare arrays. */
  static TrainingRun beginArrays(
      RunInfo info, List<PtNDArray> arrays, List<TorchParameter> accesses) {
    TrainingRun run = AgentCore.monitor().begin(info, accesses, false, USER, new Origins(accesses));
    for (int i = 0; i < arrays.size(); i++) {
      ARRAYS.put(arrays.get(i), new ParameterRef(run, i, accesses.get(i)));
    }
    return run;
  }

  /** The place of one of DJL's parameters; null where unknown. */
  static ParameterRef of(Parameter parameter) {
    return PARAMETERS.get(parameter);
  }

  /** The place of an array that is a parameter; null where it is none. */
  static ParameterRef parameter(NDArray array) {
    return ARRAYS.get(array);
  }

  /** The framework trains another array for this parameter from now on. */
  static void retarget(ParameterRef ref, PtNDArray array) {
    ref.access().retarget(array);
    ARRAYS.put(array, ref);
  }

  /** The parameter whose gradient an array is; null where it is none. */
  static ParameterRef gradient(NDArray array) {
    return GRADIENTS.get(array);
  }

  /** An array is a parameter's gradient. */
  static void gradient(NDArray array, ParameterRef ref) {
    GRADIENTS.put(array, ref);
  }

  /** Datasets were given to a run's training loop; what trains it is not for validating it. */
  static void roles(TrainingRun run, Dataset training, Dataset validation) {
    if (validation != null && validation != training) {
      VALIDATION.put(validation, run);
    }
    if (VALIDATION.get(training) == run) {
      VALIDATION.remove(training);
    }
  }

  /** A trainer iterates over a dataset. */
  static void iterates(TrainingRun run, Dataset dataset) {
    VALIDATING.put(run, VALIDATION.get(dataset) == run);
  }

  /** Whether the dataset that the run's trainer iterates over was given for validation. */
  static boolean validates(TrainingRun run) {
    return Boolean.TRUE.equals(VALIDATING.get(run));
  }

  /** A trainer is closed: its run has ended. */
  static void close(Trainer trainer) {
    TrainingRun run = TRAINERS.get(trainer);
    if (run != null) {
      run.end();
      TRAINERS.remove(trainer);
    }
  }
}

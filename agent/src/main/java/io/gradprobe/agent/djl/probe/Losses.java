package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.AbstractCompositeLoss;
import ai.djl.training.loss.HingeLoss;
import ai.djl.training.loss.IndexLoss;
import ai.djl.training.loss.L1Loss;
import ai.djl.training.loss.L2Loss;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.MaskedSoftmaxCrossEntropyLoss;
import ai.djl.training.loss.QuantileL1Loss;
import ai.djl.training.loss.SigmoidBinaryCrossEntropyLoss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.run.LossInfo;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;

/**
 * DJL's losses: the first one that is computed between a recorded training forward and its
 * backward. DJL's own listener computes it once more after backward.
 */
final class Losses {
  /** What one of DJL's losses has given, and what is known of that loss. */
  record Result(WeakReference<NDArray> array, LossInfo info) {}

  private Losses() {}

  /** A loss is about to be computed. */
  static void begin(Loss loss) {
    if (!isTransparent(loss)) {
      ThreadState.current().lossDepth++;
    }
  }

  /** A loss was computed, or could not be. */
  static void end(Loss loss, NDList labels, NDList predictions, NDArray result, Throwable failure) {
    ThreadState thread = ThreadState.current();
    boolean transparent = isTransparent(loss);
    if (!transparent) {
      thread.lossDepth--;
    }
    TrainingRun run = thread.lossRun;
    if (thread.forwardDepth > 0) {
      return;
    }
    if (run == null) {
      if (thread.lossDepth == 0 && !transparent && result != null && BareArrays.latest() != null) {
        thread.arrayLoss = new Result(new WeakReference<>(result), info(loss, predictions));
      }
      return;
    }
    if (failure != null) {
      thread.lossRun = null;
      failed(run, loss, labels, predictions, failure);
    } else if (thread.lossDepth == 0 && !transparent) {
      thread.lossRun = null;
      thread.labels = labels;
      ForwardReading reading = thread.trail.reading();
      if (reading != null && reading.run() == run) {
        reading.loss(info(loss, predictions), labels, result);
      }
    }
  }

  /** A backward of bare arrays begins: tells their run what its loss is, where that is new. */
  static void tellArrays(ThreadState thread, TrainingRun run, NDArray target) {
    Result latest = thread.arrayLoss;
    thread.arrayLoss = null;
    boolean known = latest != null && latest.array().refersTo(target);
    LossInfo info = known ? latest.info() : LossInfo.UNKNOWN;
    if (!info.equals(run.lossInfo())) {
      run.lossEvaluated(info, null, null, 0);
    }
  }

  private static void failed(
      TrainingRun run, Loss loss, NDList labels, NDList predictions, Throwable failure) {
    long begin = System.nanoTime();
    LabelMeasurement read = null;
    if (labels != null && !labels.isEmpty()) {
      NDArray head = labels.head();
      read = new TensorReading().labels(head, Readable.name(head, "label", 0, 1));
    }
    run.lossEvaluated(info(loss, predictions), read, failure, System.nanoTime() - begin);
    run.failed("loss", failure);
  }

  /** Whether the loss only hands on to a single other one, which tells more. */
  private static boolean isTransparent(Loss loss) {
    return loss instanceof IndexLoss
        || (loss instanceof AbstractCompositeLoss composite
            && composite.getComponents() != null
            && composite.getComponents().size() == 1);
  }

  /** What is known of a loss. Where a weight scales it, its kind says nothing about its size. */
  static LossInfo info(Loss loss, NDList predictions) {
    String name = Readable.type(loss.getClass());
    Shape shape =
        predictions == null || predictions.isEmpty() ? null : predictions.head().getShape();
    int classes = -1;
    double weight = 1;
    LossInfo.Kind kind = LossInfo.Kind.OTHER;
    if (loss instanceof SoftmaxCrossEntropyLoss) {
      classes = classes(loss, SoftmaxCrossEntropyLoss.class, shape);
      weight = number(loss, SoftmaxCrossEntropyLoss.class, "weight", 1);
      kind = weight == 1 ? LossInfo.Kind.SOFTMAX : kind;
    } else if (loss instanceof MaskedSoftmaxCrossEntropyLoss) {
      // It averages over masked places too, so that a model that knows nothing is below chance.
      classes = classes(loss, MaskedSoftmaxCrossEntropyLoss.class, shape);
      weight = number(loss, MaskedSoftmaxCrossEntropyLoss.class, "weight", 1);
    } else if (loss instanceof SigmoidBinaryCrossEntropyLoss) {
      weight = number(loss, SigmoidBinaryCrossEntropyLoss.class, "weight", 1);
      kind = weight == 1 ? LossInfo.Kind.BINARY : kind;
    } else if (loss instanceof L2Loss) {
      weight = number(loss, L2Loss.class, "weight", 1);
      kind = LossInfo.Kind.SQUARED;
    } else if (loss instanceof L1Loss) {
      weight = number(loss, L1Loss.class, "weight", 1);
      kind = LossInfo.Kind.ABSOLUTE;
    } else if (loss instanceof HingeLoss) {
      weight = number(loss, HingeLoss.class, "weight", 1);
      kind = LossInfo.Kind.HINGE;
    }
    boolean own = loss.getClass().getName().startsWith("ai.djl.");
    return new LossInfo(name, kind, classes, outputs(shape), own && isNonNegative(loss), own);
  }

  private static boolean isNonNegative(Loss loss) {
    if (loss instanceof AbstractCompositeLoss composite) {
      return composite.getComponents() != null
          && composite.getComponents().stream().allMatch(Losses::isNonNegative);
    }
    if (loss instanceof QuantileL1Loss) {
      return true;
    }
    for (Class<?> type :
        new Class<?>[] {
          SoftmaxCrossEntropyLoss.class,
          MaskedSoftmaxCrossEntropyLoss.class,
          SigmoidBinaryCrossEntropyLoss.class,
          L2Loss.class,
          L1Loss.class,
          HingeLoss.class
        }) {
      if (loss.getClass() == type) {
        return number(loss, type, "weight", -1) >= 0;
      }
    }
    return false;
  }

  private static int classes(Loss loss, Class<?> type, Shape shape) {
    if (shape == null || shape.dimension() == 0) {
      return -1;
    }
    int axis = (int) number(loss, type, "classAxis", -1);
    return (int) Math.min(Integer.MAX_VALUE, shape.get(Math.floorMod(axis, shape.dimension())));
  }

  private static int outputs(Shape shape) {
    if (shape == null) {
      return -1;
    }
    long samples = Readable.samples(shape);
    return samples == 0 ? -1 : (int) Math.min(Integer.MAX_VALUE, shape.size() / samples);
  }

  /** A setting of one of DJL's losses, which have no accessors. */
  private static double number(Loss loss, Class<?> type, String name, double unknown) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return ((Number) field.get(loss)).doubleValue();
    } catch (ReflectiveOperationException | RuntimeException e) {
      return unknown;
    }
  }
}

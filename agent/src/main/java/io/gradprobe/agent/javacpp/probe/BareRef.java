package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.runtime.TrainingRun;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The run of some bare tensors. Does not keep the program's objects alive. */
final class BareRef {
  private final TrainingRun run;
  private final List<TensorAccess> accesses;
  private final List<WeakReference<Tensor>> tensors;
  private final Map<Long, Integer> byIdentity = new HashMap<>();
  private final Map<Long, Integer> byMemory = new HashMap<>();

  BareRef(TrainingRun run, List<TensorAccess> accesses, List<WeakReference<Tensor>> tensors) {
    this.run = run;
    this.accesses = accesses;
    this.tensors = tensors;
    for (int i = 0; i < accesses.size(); i++) {
      byIdentity.put(accesses.get(i).identity(), i);
      byMemory.put(accesses.get(i).tensor().data_ptr().address(), i);
    }
  }

  TrainingRun run() {
    return run;
  }

  /** The place of a parameter; -1 where it is none. */
  int indexOf(long identity) {
    return byIdentity.getOrDefault(identity, -1);
  }

  /** The place of the parameter whose memory a tensor shares from its start on; -1 for none. */
  int indexOfMemory(Tensor tensor) {
    return byMemory.getOrDefault(tensor.data_ptr().address(), -1);
  }

  /** The place of the parameter whose gradient lies where a tensor does; -1 for none. */
  int indexOfGradient(Tensor tensor) {
    long memory = tensor.data_ptr().address();
    for (int i = 0; i < accesses.size(); i++) {
      Tensor gradient = accesses.get(i).tensor().grad();
      if (Tensors.isThere(gradient) && gradient.data_ptr().address() == memory) {
        return i;
      }
    }
    return -1;
  }

  /** Ends the run. */
  void end() {
    run.end();
    accesses.forEach(TensorAccess::release);
  }

  /** Ends the run where the program holds none of its tensors any more; whether it has ended. */
  boolean endIfGone() {
    if (run.isEnded()) {
      return true;
    }
    for (WeakReference<Tensor> reference : tensors) {
      if (Tensors.isThere(reference.get())) {
        return false;
      }
    }
    end();
    return true;
  }
}

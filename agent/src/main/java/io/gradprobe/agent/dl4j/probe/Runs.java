package io.gradprobe.agent.dl4j.probe;

import io.gradprobe.agent.AgentCore;
import io.gradprobe.agent.UserCode;
import io.gradprobe.agent.WeakIdentityMap;
import io.gradprobe.agent.dl4j.Dl4j;
import io.gradprobe.agent.nd4j.probe.ArrayMemory;
import io.gradprobe.agent.nd4j.probe.WatchedMemory;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.observe.OriginFinder;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Which network belongs to which run. Keeps no network alive. */
final class Runs {
  static final UserCode USER = new UserCode(Dl4j.PACKAGES);

  private static final WeakIdentityMap<Model, NetworkRun> NETWORKS = new WeakIdentityMap<>();
  private static final List<NetworkRun> ALL = new ArrayList<>();

  private Runs() {}

  /**
   * The run of a network; begins it where none has begun. Null for what is no network of layers,
   * has no parameters, or is not trained by gradient descent: line searches compute many gradients
   * for one step and undo what they tried.
   */
  static NetworkRun of(Model network) {
    NetworkRun run = NETWORKS.get(network);
    return run != null ? run.isEnded() ? null : run : begin(network);
  }

  /** The run of a network, if it has begun; else null. */
  static NetworkRun known(Object network) {
    NetworkRun run = NETWORKS.get(network);
    return run == null || run.isEnded() ? null : run;
  }

  private static synchronized NetworkRun begin(Model network) {
    NetworkRun known = NETWORKS.get(network);
    if (known != null || !isTrainedByGradientDescent(network)) {
      return known;
    }
    endOfTheDead();
    FlatMemory memory = new FlatMemory(network);
    Description description = new Description(network, memory);
    if (description.accesses().isEmpty()) {
      return null;
    }
    TrainingRun run =
        AgentCore.monitor()
            .begin(
                description.runInfo(network),
                description.accesses(),
                false,
                USER,
                OriginFinder.NONE);
    NetworkRun made = new NetworkRun(run, memory, description);
    NETWORKS.put(network, made);
    ALL.add(made);
    if (ArrayMemory.isReadable(network.params())) {
      long from = ArrayMemory.address(network.params());
      long bytes = network.params().length() * network.params().data().getElementSize();
      WatchedMemory.watch(from, from + bytes, made);
    }
    return made;
  }

  private static boolean isTrainedByGradientDescent(Model network) {
    return (network instanceof MultiLayerNetwork || network instanceof ComputationGraph)
        && network.params() != null
        && !network.params().isEmpty()
        && ArrayMemory.type(network.params().dataType()) != null
        && network.conf() != null
        && network.conf().getOptimizationAlgo()
            == OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT;
  }

  /** A program that searches for its settings makes many networks and drops them. */
  private static void endOfTheDead() {
    for (NetworkRun run : ALL) {
      if (!run.isAlive()) {
        run.end();
      }
    }
    ALL.removeIf(NetworkRun::isEnded);
  }
}

package io.gradprobe.agent.nd4j.probe;

import io.gradprobe.agent.AgentCore;
import io.gradprobe.agent.BatchReading;
import io.gradprobe.agent.UserCode;
import io.gradprobe.agent.WeakIdentityMap;
import io.gradprobe.agent.nd4j.Nd4j;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.observe.OriginFinder;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.RunInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Which graph belongs to which run. Keeps no graph alive. */
final class SameDiffs {
  static final UserCode USER = new UserCode(Nd4j.PACKAGES);

  private static final WeakIdentityMap<SameDiff, SameDiffRun> GRAPHS = new WeakIdentityMap<>();
  private static final List<SameDiffRun> ALL = new ArrayList<>();
  private static final ThreadLocal<SameDiffRun[]> CURRENT =
      ThreadLocal.withInitial(() -> new SameDiffRun[1]);

  private SameDiffs() {}

  /** Where the run stands whose iteration is under way on this thread. */
  static SameDiffRun[] current() {
    return CURRENT.get();
  }

  /**
   * The run of a graph; begins it where none has begun. Null where nothing can be trained, or the
   * loss is to grow.
   */
  static SameDiffRun of(SameDiff graph, Set<String> trained, TrainingConfig settings) {
    SameDiffRun known = GRAPHS.get(graph);
    if (known != null) {
      return known.isEnded() ? null : known;
    }
    return settings.isMinimize() ? begin(graph, trained, settings) : null;
  }

  private static synchronized SameDiffRun begin(
      SameDiff graph, Set<String> trained, TrainingConfig settings) {
    for (SameDiffRun run : ALL) {
      if (!run.isAlive()) {
        run.end();
      }
    }
    ALL.removeIf(SameDiffRun::isEnded);
    String updater = settings.getUpdater().getClass().getSimpleName();
    List<String> names = new ArrayList<>();
    List<ParameterInfo> infos = new ArrayList<>();
    List<CapturedParameter> accesses = new ArrayList<>();
    for (SDVariable variable : graph.variables()) {
      INDArray value =
          trained.contains(variable.name()) ? graph.getArrForVarName(variable.name()) : null;
      if (value != null && !value.isEmpty() && ArrayMemory.type(value.dataType()) != null) {
        names.add(variable.name());
        infos.add(info(infos.size(), variable.name(), value, updater));
        accesses.add(new CapturedParameter(graph, variable.name(), value));
      }
    }
    if (names.isEmpty()) {
      return null;
    }
    TrainingRun run =
        AgentCore.monitor().begin(runInfo(infos), accesses, false, USER, OriginFinder.NONE);
    SameDiffRun made = new SameDiffRun(run, graph, names, accesses);
    GRAPHS.put(graph, made);
    ALL.add(made);
    return made;
  }

  private static ParameterInfo info(int index, String name, INDArray value, String updater) {
    return new ParameterInfo(
        index,
        name,
        "",
        value.rank() >= 2 ? "weight" : "",
        BatchReading.shape(value.shape()),
        value.length(),
        ArrayReading.type(value),
        "cpu",
        true,
        updater);
  }

  private static RunInfo runInfo(List<ParameterInfo> parameters) {
    return new RunInfo(
        UUID.randomUUID().toString().substring(0, 8),
        "SameDiff",
        version(),
        "ND4J " + org.nd4j.linalg.factory.Nd4j.getBackend().getClass().getSimpleName(),
        "trainer",
        "",
        parameters.get(0).device(),
        List.of(),
        List.copyOf(parameters),
        System.currentTimeMillis());
  }

  private static String version() {
    try (InputStream in =
        SameDiff.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-api/pom.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "");
    } catch (IOException | IllegalArgumentException e) {
      return "";
    }
  }
}

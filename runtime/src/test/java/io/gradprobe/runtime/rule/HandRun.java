package io.gradprobe.runtime.rule;

import io.gradprobe.runtime.observe.OriginFinder;
import io.gradprobe.runtime.observe.ParameterView;
import io.gradprobe.runtime.observe.RunView;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.RunInfo;
import java.util.ArrayList;
import java.util.List;

/** A run whose every answer a test sets by hand. */
public final class HandRun implements RunView {

  public final List<HandParameter> parameters = new ArrayList<>();
  public String kind = "trainer";
  public long step;
  public long backwards;
  public OriginFinder origins = OriginFinder.NONE;
  private RunInfo info;

  /** A run with parameters of these names. */
  public static HandRun with(String... names) {
    HandRun run = new HandRun();
    for (String name : names) {
      run.parameters.add(new HandParameter(name));
    }
    return run;
  }

  /** A run with a weight and a bias. */
  public static HandRun small() {
    HandRun run = with("01Linear_weight", "01Linear_bias");
    run.parameters.get(1).role = "bias";
    return run;
  }

  public HandParameter at(int index) {
    return parameters.get(index);
  }

  @Override
  public RunInfo info() {
    if (info == null || !info.kind().equals(kind)) {
      List<ParameterInfo> infos = new ArrayList<>();
      for (int i = 0; i < parameters.size(); i++) {
        HandParameter p = parameters.get(i);
        infos.add(new ParameterInfo(i, p.name, p.block, p.role, p.shape, 16, "float32", "cpu()"));
      }
      info = new RunInfo("r", "DJL", "", "", kind, "net", "cpu()", List.of(), infos, 0);
    }
    return info;
  }

  @Override
  public OriginFinder origins() {
    return origins;
  }

  @Override
  public long step() {
    return step;
  }

  @Override
  public int epoch() {
    return -1;
  }

  @Override
  public long backwards() {
    return backwards;
  }

  @Override
  public int parameterCount() {
    return parameters.size();
  }

  @Override
  public ParameterView parameter(int index) {
    return parameters.get(index);
  }
}

package io.gradprobe.agent.weave;

import java.util.List;
import java.util.Set;

/**
 * A framework of which nothing is woven.
 *
 * @param prefix of its internal class names
 * @param pure the methods whose results must not be dropped
 */
record Bare(String prefix, String... pure) implements Framework {
  @Override
  public String name() {
    return prefix;
  }

  @Override
  public List<ProbePoint> points() {
    return List.of();
  }

  @Override
  public String probePackage() {
    return "probes." + prefix;
  }

  @Override
  public List<String> packages() {
    return List.of(prefix.replace('/', '.'));
  }

  @Override
  public Set<String> probeClasses() {
    return Set.of();
  }

  @Override
  public boolean isPure(String method) {
    return List.of(pure).contains(method.substring(0, method.indexOf('(')));
  }

  @Override
  public List<String> memberPrefixes() {
    return List.of(prefix);
  }
}

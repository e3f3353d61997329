package io.gradprobe.agent.weave;

import java.util.List;
import java.util.Set;

/** A framework like another one, but for what a test overrides. */
class LikeFramework implements Framework {
  private final Framework other;

  LikeFramework(Framework other) {
    this.other = other;
  }

  @Override
  public String name() {
    return other.name();
  }

  @Override
  public List<ProbePoint> points() {
    return other.points();
  }

  @Override
  public String probePackage() {
    return other.probePackage();
  }

  @Override
  public List<String> packages() {
    return other.packages();
  }

  @Override
  public Set<String> probeClasses() {
    return other.probeClasses();
  }

  @Override
  public List<String> memberPrefixes() {
    return other.memberPrefixes();
  }
}

package io.gradprobe.agent.custom.discover;

import io.gradprobe.agent.custom.binding.Binding;
import java.util.List;

/**
 * A binding that discovery read from bytecode.
 *
 * @param binding what plays which role
 * @param sureness how sure it is
 * @param reasons why, one sentence each, the strongest first
 */
public record Found(Binding binding, Sureness sureness, List<String> reasons) {
  /** Copies the reasons. */
  public Found {
    reasons = List.copyOf(reasons);
  }
}

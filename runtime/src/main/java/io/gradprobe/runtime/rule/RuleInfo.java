package io.gradprobe.runtime.rule;

import io.gradprobe.runtime.finding.Severity;
import java.util.List;

/**
 * What the catalogue says of a rule.
 *
 * @param id the rule's public id
 * @param group the chapter it belongs to
 * @param severity the gravest that it reports
 * @param protocol whether it judges the order of calls alone and so runs under profile {@code
 *     protocol}
 * @param summary one sentence: what it finds
 * @param source paper, tool or statistic that it rests on; "the training protocol" for order rules
 * @param thresholds its settable numbers
 */
public record RuleInfo(
    String id,
    Group group,
    Severity severity,
    boolean protocol,
    String summary,
    String source,
    List<Threshold> thresholds) {

  /** The chapters of the catalogue. */
  public enum Group {
    ORDER("Order of the training step"),
    GRADIENT("Gradients"),
    WEIGHT("Weights and optimizer"),
    LOSS("Loss"),
    DATA("Activations, data, resources");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    /** The chapter's title. */
    public String title() {
      return title;
    }
  }
}

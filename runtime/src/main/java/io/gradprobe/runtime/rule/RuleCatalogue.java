package io.gradprobe.runtime.rule;

import io.gradprobe.runtime.rule.data.CheckpointMismatchRule;
import io.gradprobe.runtime.rule.data.ClassImbalanceRule;
import io.gradprobe.runtime.rule.data.ConstantInputRule;
import io.gradprobe.runtime.rule.data.ConstantLabelRule;
import io.gradprobe.runtime.rule.data.DeadReluRule;
import io.gradprobe.runtime.rule.data.DegenerateOutputRule;
import io.gradprobe.runtime.rule.data.DeviceMismatchRule;
import io.gradprobe.runtime.rule.data.ExplodingActivationRule;
import io.gradprobe.runtime.rule.data.InPlaceModificationRule;
import io.gradprobe.runtime.rule.data.LabelOutOfRangeRule;
import io.gradprobe.runtime.rule.data.MemoryLimitNearRule;
import io.gradprobe.runtime.rule.data.NonFiniteActivationRule;
import io.gradprobe.runtime.rule.data.NonFiniteInputRule;
import io.gradprobe.runtime.rule.data.OutlierBatchRule;
import io.gradprobe.runtime.rule.data.RepeatedBatchRule;
import io.gradprobe.runtime.rule.data.SaturatedActivationRule;
import io.gradprobe.runtime.rule.data.ScaleMismatchRule;
import io.gradprobe.runtime.rule.data.SlowDataRule;
import io.gradprobe.runtime.rule.data.SwallowedFailureRule;
import io.gradprobe.runtime.rule.data.TensorLeakRule;
import io.gradprobe.runtime.rule.data.TinyBatchRule;
import io.gradprobe.runtime.rule.data.UnscaledInputRule;
import io.gradprobe.runtime.rule.data.UseAfterCloseRule;
import io.gradprobe.runtime.rule.gradient.CutGraphRule;
import io.gradprobe.runtime.rule.gradient.ExplodingGradientRule;
import io.gradprobe.runtime.rule.gradient.GradientMismatchRule;
import io.gradprobe.runtime.rule.gradient.GradientSpikeRule;
import io.gradprobe.runtime.rule.gradient.MissingGradientRule;
import io.gradprobe.runtime.rule.gradient.NonFiniteGradientRule;
import io.gradprobe.runtime.rule.gradient.ReplicaDivergedRule;
import io.gradprobe.runtime.rule.gradient.StickyNonFiniteGradientRule;
import io.gradprobe.runtime.rule.gradient.VanishingGradientRule;
import io.gradprobe.runtime.rule.loss.DroppedResultRule;
import io.gradprobe.runtime.rule.loss.InitialLossOffRule;
import io.gradprobe.runtime.rule.loss.LossAtChanceRule;
import io.gradprobe.runtime.rule.loss.LossCollapsedRule;
import io.gradprobe.runtime.rule.loss.LossDivergingRule;
import io.gradprobe.runtime.rule.loss.LossHoldsGraphRule;
import io.gradprobe.runtime.rule.loss.LossNegativeRule;
import io.gradprobe.runtime.rule.loss.LossNotDecreasingRule;
import io.gradprobe.runtime.rule.loss.LossNotScalarRule;
import io.gradprobe.runtime.rule.loss.LossOscillatingRule;
import io.gradprobe.runtime.rule.loss.LossSpikeRule;
import io.gradprobe.runtime.rule.loss.NonFiniteLossRule;
import io.gradprobe.runtime.rule.loss.OverfittingRule;
import io.gradprobe.runtime.rule.order.AccumulationChangedRule;
import io.gradprobe.runtime.rule.order.AccumulationNotAveragedRule;
import io.gradprobe.runtime.rule.order.BackwardTwiceRule;
import io.gradprobe.runtime.rule.order.ClipIneffectiveRule;
import io.gradprobe.runtime.rule.order.ClipOutOfOrderRule;
import io.gradprobe.runtime.rule.order.ClipSaturatedRule;
import io.gradprobe.runtime.rule.order.EvaluationBuildsGraphRule;
import io.gradprobe.runtime.rule.order.EvaluationInTrainingModeRule;
import io.gradprobe.runtime.rule.order.ForwardNotRecordedRule;
import io.gradprobe.runtime.rule.order.GradientNeverAppliedRule;
import io.gradprobe.runtime.rule.order.GradientWipedRule;
import io.gradprobe.runtime.rule.order.StaleFirstGradientRule;
import io.gradprobe.runtime.rule.order.StaleGradientRule;
import io.gradprobe.runtime.rule.order.StepRacesBackwardRule;
import io.gradprobe.runtime.rule.order.StepWithoutBackwardRule;
import io.gradprobe.runtime.rule.order.TrainingInEvaluationModeRule;
import io.gradprobe.runtime.rule.order.ValidationUpdatesModelRule;
import io.gradprobe.runtime.rule.weight.DecayWithoutGradientRule;
import io.gradprobe.runtime.rule.weight.FreezeUndoneRule;
import io.gradprobe.runtime.rule.weight.FrozenWeightChangedRule;
import io.gradprobe.runtime.rule.weight.LearningRateZeroRule;
import io.gradprobe.runtime.rule.weight.NonFiniteWeightRule;
import io.gradprobe.runtime.rule.weight.OptimizerHoldsStaleParameterRule;
import io.gradprobe.runtime.rule.weight.ParameterNotOptimizedRule;
import io.gradprobe.runtime.rule.weight.PoorInitializationRule;
import io.gradprobe.runtime.rule.weight.UpdateAscendsRule;
import io.gradprobe.runtime.rule.weight.UpdateRatioRule;
import io.gradprobe.runtime.rule.weight.WeightChangedOutsideOptimizerRule;
import io.gradprobe.runtime.rule.weight.WeightNotUpdatingRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Every rule that gradprobe knows. To add one, add its line here. */
public final class RuleCatalogue {

  private static final List<RuleEntry> ALL =
      List.of(
          new RuleEntry(StaleGradientRule.INFO, StaleGradientRule::new),
          new RuleEntry(StaleFirstGradientRule.INFO, StaleFirstGradientRule::new),
          new RuleEntry(GradientWipedRule.INFO, GradientWipedRule::new),
          new RuleEntry(StepWithoutBackwardRule.INFO, StepWithoutBackwardRule::new),
          new RuleEntry(GradientNeverAppliedRule.INFO, GradientNeverAppliedRule::new),
          new RuleEntry(AccumulationChangedRule.INFO, AccumulationChangedRule::new),
          new RuleEntry(AccumulationNotAveragedRule.INFO, AccumulationNotAveragedRule::new),
          new RuleEntry(ClipOutOfOrderRule.INFO, ClipOutOfOrderRule::new),
          new RuleEntry(ClipIneffectiveRule.INFO, ClipIneffectiveRule::new),
          new RuleEntry(ClipSaturatedRule.INFO, ClipSaturatedRule::new),
          new RuleEntry(StepRacesBackwardRule.INFO, StepRacesBackwardRule::new),
          new RuleEntry(BackwardTwiceRule.INFO, BackwardTwiceRule::new),
          new RuleEntry(ForwardNotRecordedRule.INFO, ForwardNotRecordedRule::new),
          new RuleEntry(EvaluationInTrainingModeRule.INFO, EvaluationInTrainingModeRule::new),
          new RuleEntry(TrainingInEvaluationModeRule.INFO, TrainingInEvaluationModeRule::new),
          new RuleEntry(EvaluationBuildsGraphRule.INFO, EvaluationBuildsGraphRule::new),
          new RuleEntry(ValidationUpdatesModelRule.INFO, ValidationUpdatesModelRule::new),
          new RuleEntry(MissingGradientRule.INFO, MissingGradientRule::new),
          new RuleEntry(CutGraphRule.INFO, CutGraphRule::new),
          new RuleEntry(NonFiniteGradientRule.INFO, NonFiniteGradientRule::new),
          new RuleEntry(StickyNonFiniteGradientRule.INFO, StickyNonFiniteGradientRule::new),
          new RuleEntry(VanishingGradientRule.INFO, VanishingGradientRule::new),
          new RuleEntry(ExplodingGradientRule.INFO, ExplodingGradientRule::new),
          new RuleEntry(GradientSpikeRule.INFO, GradientSpikeRule::new),
          new RuleEntry(GradientMismatchRule.INFO, GradientMismatchRule::new),
          new RuleEntry(ReplicaDivergedRule.INFO, ReplicaDivergedRule::new),
          new RuleEntry(NonFiniteWeightRule.INFO, NonFiniteWeightRule::new),
          new RuleEntry(WeightNotUpdatingRule.INFO, WeightNotUpdatingRule::new),
          new RuleEntry(ParameterNotOptimizedRule.INFO, ParameterNotOptimizedRule::new),
          new RuleEntry(
              OptimizerHoldsStaleParameterRule.INFO, OptimizerHoldsStaleParameterRule::new),
          new RuleEntry(DecayWithoutGradientRule.INFO, DecayWithoutGradientRule::new),
          new RuleEntry(FrozenWeightChangedRule.INFO, FrozenWeightChangedRule::new),
          new RuleEntry(FreezeUndoneRule.INFO, FreezeUndoneRule::new),
          new RuleEntry(
              WeightChangedOutsideOptimizerRule.INFO, WeightChangedOutsideOptimizerRule::new),
          new RuleEntry(LearningRateZeroRule.INFO, LearningRateZeroRule::new),
          new RuleEntry(UpdateRatioRule.INFO, UpdateRatioRule::new),
          new RuleEntry(PoorInitializationRule.INFO, PoorInitializationRule::new),
          new RuleEntry(UpdateAscendsRule.INFO, UpdateAscendsRule::new),
          new RuleEntry(NonFiniteLossRule.INFO, NonFiniteLossRule::new),
          new RuleEntry(LossAtChanceRule.INFO, LossAtChanceRule::new),
          new RuleEntry(LossNotDecreasingRule.INFO, LossNotDecreasingRule::new),
          new RuleEntry(LossDivergingRule.INFO, LossDivergingRule::new),
          new RuleEntry(LossSpikeRule.INFO, LossSpikeRule::new),
          new RuleEntry(LossOscillatingRule.INFO, LossOscillatingRule::new),
          new RuleEntry(LossCollapsedRule.INFO, LossCollapsedRule::new),
          new RuleEntry(LossNegativeRule.INFO, LossNegativeRule::new),
          new RuleEntry(LossHoldsGraphRule.INFO, LossHoldsGraphRule::new),
          new RuleEntry(DroppedResultRule.INFO, DroppedResultRule::new),
          new RuleEntry(OverfittingRule.INFO, OverfittingRule::new),
          new RuleEntry(InitialLossOffRule.INFO, InitialLossOffRule::new),
          new RuleEntry(LossNotScalarRule.INFO, LossNotScalarRule::new),
          new RuleEntry(NonFiniteInputRule.INFO, NonFiniteInputRule::new),
          new RuleEntry(NonFiniteActivationRule.INFO, NonFiniteActivationRule::new),
          new RuleEntry(ExplodingActivationRule.INFO, ExplodingActivationRule::new),
          new RuleEntry(ScaleMismatchRule.INFO, ScaleMismatchRule::new),
          new RuleEntry(DeadReluRule.INFO, DeadReluRule::new),
          new RuleEntry(SaturatedActivationRule.INFO, SaturatedActivationRule::new),
          new RuleEntry(DegenerateOutputRule.INFO, DegenerateOutputRule::new),
          new RuleEntry(ConstantInputRule.INFO, ConstantInputRule::new),
          new RuleEntry(UnscaledInputRule.INFO, UnscaledInputRule::new),
          new RuleEntry(OutlierBatchRule.INFO, OutlierBatchRule::new),
          new RuleEntry(LabelOutOfRangeRule.INFO, LabelOutOfRangeRule::new),
          new RuleEntry(ConstantLabelRule.INFO, ConstantLabelRule::new),
          new RuleEntry(ClassImbalanceRule.INFO, ClassImbalanceRule::new),
          new RuleEntry(RepeatedBatchRule.INFO, RepeatedBatchRule::new),
          new RuleEntry(TinyBatchRule.INFO, TinyBatchRule::new),
          new RuleEntry(TensorLeakRule.INFO, TensorLeakRule::new),
          new RuleEntry(MemoryLimitNearRule.INFO, MemoryLimitNearRule::new),
          new RuleEntry(SlowDataRule.INFO, SlowDataRule::new),
          new RuleEntry(DeviceMismatchRule.INFO, DeviceMismatchRule::new),
          new RuleEntry(UseAfterCloseRule.INFO, UseAfterCloseRule::new),
          new RuleEntry(SwallowedFailureRule.INFO, SwallowedFailureRule::new),
          new RuleEntry(CheckpointMismatchRule.INFO, CheckpointMismatchRule::new),
          new RuleEntry(InPlaceModificationRule.INFO, InPlaceModificationRule::new));

  private static final List<String> PLANNED = List.of("nondeterministic-run");

  private static final Set<String> OPT_IN = Set.of(GradientMismatchRule.INFO.id());

  private static final List<RuleEntry> CAUSES_FIRST = sortedByCause();

  private RuleCatalogue() {}

  /** The rules that work, by chapter. */
  public static List<RuleEntry> all() {
    return ALL;
  }

  /**
   * The rule of an id.
   *
   * @return null where no working rule has it
   */
  public static RuleEntry find(String id) {
    for (RuleEntry entry : ALL) {
      if (entry.info().id().equals(id)) {
        return entry;
      }
    }
    return null;
  }

  /** Ids that are public already and do nothing yet, so that options may name them. */
  public static List<String> planned() {
    return PLANNED;
  }

  /** Whether a rule is off unless it is asked for by name: it runs the program's code again. */
  public static boolean isOptIn(String id) {
    return OPT_IN.contains(id);
  }

  /**
   * The rules that work, each after those that may be its cause as far as that can be: of two that
   * may be each other's cause the catalogue's first stands first.
   */
  public static List<RuleEntry> causesFirst() {
    return CAUSES_FIRST;
  }

  private static List<RuleEntry> sortedByCause() {
    List<RuleEntry> left = new ArrayList<>(ALL);
    List<RuleEntry> sorted = new ArrayList<>();
    while (!left.isEmpty()) {
      RuleEntry next =
          left.stream()
              .filter(
                  e ->
                      left.stream()
                          .noneMatch(
                              other -> other != e && mayCause(other.info().id(), e.info().id())))
              .findFirst()
              .orElse(left.get(0));
      sorted.add(next);
      left.remove(next);
    }
    return List.copyOf(sorted);
  }

  /** Whether an earlier finding of one rule may be the cause of a later one of another. */
  public static boolean mayCause(String earlierRule, String laterRule) {
    return Consequences.mayCause(earlierRule, laterRule);
  }
}

package io.gradprobe.benchmark.alarms;

import java.util.function.DoubleFunction;

/**
 * A fault that can be planted in several grades.
 *
 * @param rule the rule that should find it
 * @param name what it is
 * @param unit what a grade means
 * @param kind the run that it is planted into
 * @param at the step at which it begins
 * @param plant the plant of a grade
 * @param slow whether the grade is the factor by which the learning rate is too small
 * @param grades from mild to grave
 */
record Fault(
    String rule,
    String name,
    String unit,
    SeriesKind kind,
    long at,
    DoubleFunction<Plant> plant,
    boolean slow,
    double... grades) {}

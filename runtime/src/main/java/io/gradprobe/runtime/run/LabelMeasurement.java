package io.gradprobe.runtime.run;

import io.gradprobe.runtime.tensor.TensorStats;

/**
 * The labels of one batch.
 *
 * @param name the name the user gave them; else {@code label}
 * @param type element type, such as {@code int64}
 * @param shape such as {@code (32)}
 * @param samples size of the first axis
 * @param stats statistics over all elements
 * @param integral whether all finite elements are whole numbers
 * @param counts how many samples bear each class from 0 on; of one-hot rows, by the place of the
 *     one; null where the labels are no classes (not whole, negative, above 4095)
 * @param oneHot whether each row is zeros with a single one
 */
public record LabelMeasurement(
    String name,
    String type,
    String shape,
    long samples,
    TensorStats stats,
    boolean integral,
    long[] counts,
    boolean oneHot) {}

package io.gradprobe.runtime.run;

/**
 * One block of the model's tree.
 *
 * @param path the block's path as the framework's user knows it; the root is its class name
 * @param type simple class name
 * @param parent the parent's path; empty for the root
 * @param order place in depth-first order, from 0
 * @param inputs names of its inputs; empty where unknown
 * @param outputShape shape of its output; empty where unknown
 * @param parameters number of its parameters, descendants included
 * @param trainable number of those that require a gradient
 * @param modeSensitive whether it behaves otherwise in training than in evaluation (dropout, batch
 *     norm)
 */
public record BlockInfo(
    String path,
    String type,
    String parent,
    int order,
    String inputs,
    String outputShape,
    int parameters,
    int trainable,
    boolean modeSensitive) {}

package io.gradprobe.agent.custom.binding;

/**
 * The loop which runs backward and update, itself or through calls.
 *
 * @param owner the binary name of the class, with dots
 * @param method the method
 * @param descriptor the method's descriptor
 * @param line the source line where the loop begins; -1 without debug information
 * @param instruction the number of the loop's first instruction, as in {@link Update}
 */
public record TrainingLoop(
    String owner, String method, String descriptor, int line, int instruction) {}

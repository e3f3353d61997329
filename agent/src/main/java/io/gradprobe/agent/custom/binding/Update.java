package io.gradprobe.agent.custom.binding;

/**
 * A place in bytecode where a slot's value is stored from its gradient.
 *
 * @param owner the binary name of the class, with dots
 * @param method the method
 * @param descriptor the method's descriptor
 * @param slot the index of the slot in its binding
 * @param line the source line; -1 without debug information
 * @param inLoopOfMethod whether it stands in a loop of that method
 * @param instruction the number of the storing instruction, or of the call that stores: the
 *     method's bytecode instructions count from 0; labels, lines and frames do not count
 * @param nest the number of the first instruction of the loop nest around it: of the outermost loop
 *     that is no training loop. javac enters a loop by falling into this instruction and comes back
 *     by a jump to it. The same as {@code instruction} where there is no such loop
 */
public record Update(
    String owner,
    String method,
    String descriptor,
    int slot,
    int line,
    boolean inLoopOfMethod,
    int instruction,
    int nest) {}

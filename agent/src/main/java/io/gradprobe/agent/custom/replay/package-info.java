/**
 * Evaluates the loss of a step of the program's own once more: records the calls that led to it,
 * and makes them again from the same state, which is put back afterwards.
 */
package io.gradprobe.agent.custom.replay;

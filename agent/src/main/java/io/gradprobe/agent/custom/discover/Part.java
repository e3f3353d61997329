package io.gradprobe.agent.custom.discover;

/**
 * A part of what is stored.
 *
 * @param method where it is computed
 * @param sym the expression
 */
record Part(MethodId method, Sym sym) {}

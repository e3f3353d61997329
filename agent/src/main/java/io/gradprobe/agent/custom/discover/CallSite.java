package io.gradprobe.agent.custom.discover;

import java.util.List;

/**
 * A call, or a lambda's making.
 *
 * @param method where
 * @param index the instruction's index in the method's list
 * @param target the called method, by the class that declares it
 * @param arguments what it is called with, the receiver first; what a lambda captures
 * @param made the interface of a lambda; null for a call
 */
record CallSite(MethodId method, int index, MethodId target, List<Sym> arguments, String made) {}

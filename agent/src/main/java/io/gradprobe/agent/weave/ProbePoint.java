package io.gradprobe.agent.weave;

import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * A place in a framework that is woven: which methods of which type call which probe.
 *
 * @param type the framework's class, by its binary name
 * @param methods which of its methods
 * @param advice the probe's class, by its binary name
 */
public record ProbePoint(
    String type, ElementMatcher<? super MethodDescription> methods, String advice) {}

/** Reads values and gradients of a program's own autograd where they lie: on the Java heap. */
package io.gradprobe.agent.custom.heap;

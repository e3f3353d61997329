/** Weaves hooks into the classes of a program's own autograd. */
package io.gradprobe.agent.custom.weave;

/** Which members of a program's own autograd play which role in its training. */
package io.gradprobe.agent.custom.binding;

/** What woven calls in a program's own autograd reach, and what they mean for a training run. */
package io.gradprobe.agent.custom.probe;

/** Recognises the parts of a program's own autograd from its bytecode. */
package io.gradprobe.agent.custom.discover;

/**
 * Small programs of the shapes in which people write their own autograd, and of what looks alike.
 */
package io.gradprobe.agent.custom.shapes;

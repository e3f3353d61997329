/**
 * Small broken programs whose guilty operation stands on a line of its own, far from where the
 * fault shows; {@code --fixed} runs the repaired twin.
 */
package io.gradprobe.demo.origins;

/** One small broken program per fault; {@code --fixed} runs its repaired twin. */
package io.gradprobe.demo.faults;

/** One class per fault, broken by default; {@code --fixed} runs the repaired twin. */
package io.gradprobe.demo.dl4j.faults;

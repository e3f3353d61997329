/** One fault each, on the line that says what is to be found; {@code --fixed} repairs it. */
package io.gradprobe.demo.javacpp.faults;

package io.gradprobe.agent.custom.binding;

/**
 * What is wrong with a line of a binding file.
 *
 * @param file the file as the user named it
 * @param line the line, from 1
 * @param message what is wrong, in one sentence
 */
public record Problem(String file, int line, String message) implements Comparable<Problem> {
  @Override
  public int compareTo(Problem other) {
    return Integer.compare(line, other.line);
  }

  /** As compilers write it. */
  @Override
  public String toString() {
    return file + ":" + line + ": " + message;
  }
}

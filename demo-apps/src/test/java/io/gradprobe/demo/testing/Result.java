package io.gradprobe.demo.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What came of a forked JVM.
 *
 * @param command the whole command line
 * @param exitCode its exit code
 * @param out what it wrote on stdout
 * @param err what it wrote on stderr
 * @param farewell the time from its last byte on stdout to its end
 * @param file its recording; null where none was asked for
 */
public record Result(
    List<String> command, int exitCode, String out, String err, Duration farewell, Path file) {

  /** Its recording, read once and then removed from the disk. */
  public Recording recording() {
    try {
      Recording recording = Recording.read(file);
      Files.delete(file);
      return recording;
    } catch (IOException e) {
      throw new UncheckedIOException(this + "\nhas no readable recording", e);
    }
  }

  /** What it wrote on stderr, without the times that libtorch puts before its warnings. */
  public String steadyErr() {
    return err.replaceAll("(?m)^\\[W[0-9]+ [0-9:.]+ ", "[W ");
  }

  /** The lines on stderr that gradprobe wrote, or that name it. */
  public List<String> ownLines() {
    return err.lines().filter(line -> line.contains("gradprobe")).toList();
  }

  /** The command line, without the class path's length, and both outputs. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String word : command) {
      text.append(word.length() > 300 ? "..." : word).append(' ');
    }
    return text + "\nexit code " + exitCode + "\nstdout:\n" + out + "stderr:\n" + err;
  }
}

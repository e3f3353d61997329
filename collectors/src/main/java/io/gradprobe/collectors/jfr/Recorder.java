package io.gradprobe.collectors.jfr;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Optional;
import java.util.function.Consumer;
import jdk.jfr.Configuration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

/**
 * The recording that the options ask for. JFR itself writes it when the JVM exits: a recording
 * written from a shutdown hook of ours would race JFR's own hook and lose its end.
 */
public final class Recorder {
  private static volatile Path destination;

  private Recorder() {}

  /** Where the recording that is running goes; empty where none was asked for or it failed. */
  public static Optional<Path> destination() {
    return Optional.ofNullable(destination);
  }

  /**
   * Starts the recording.
   *
   * @param path where it goes; a relative path counts from the working directory
   * @param warn takes one line where that is impossible; training goes on without
   * @return the running recording; null where it could not be started
   */
  static Recording start(Path path, Consumer<String> warn) {
    Path target = path.toAbsolutePath().normalize();
    try {
      if (!FlightRecorder.isAvailable()) {
        warn.accept("record: this JVM has no Flight Recorder");
        return null;
      }
      makeWritable(target);
      Recording recording = new Recording(settings());
      recording.setName("gradprobe");
      recording.setDestination(target);
      recording.setDumpOnExit(true);
      recording.start();
      destination = target;
      return recording;
    } catch (IOException | ParseException | RuntimeException | LinkageError e) {
      warn.accept("record: cannot write " + target + ": " + reason(e));
      return null;
    }
  }

  private static void makeWritable(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      throw new IOException("is a directory");
    }
    Path parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
      if (!Files.isWritable(parent)) {
        throw new AccessDeniedException(parent.toString());
      }
    }
  }

  private static Configuration settings() throws IOException, ParseException {
    try (Reader reader =
        new InputStreamReader(
            Recorder.class.getResourceAsStream("gradprobe.jfc"), StandardCharsets.UTF_8)) {
      return Configuration.create(reader);
    }
  }

  private static String reason(Throwable e) {
    if (e instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " is not a directory";
    }
    if (e instanceof AccessDeniedException denied) {
      return "no permission to write " + denied.getFile();
    }
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + " does not exist";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}

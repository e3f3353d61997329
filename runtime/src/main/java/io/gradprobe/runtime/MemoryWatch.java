package io.gradprobe.runtime;

import io.gradprobe.runtime.run.MemoryRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads how much memory the process occupies and how much it may: the container's limit (control
 * groups, version 2 or 1), else the machine's memory. Linux only; elsewhere nothing is known. Used
 * by one thread.
 */
final class MemoryWatch {
  private static final long PERIOD_NANOS = 250_000_000L;

  /** Version 1 writes a number near this where no limit is set. */
  private static final long UNLIMITED = Long.MAX_VALUE / 4;

  private static final long KIB = 1024;

  private final Path root;
  private long readAt;
  private boolean everRead;
  private long limit;
  private String source;

  MemoryWatch() {
    this(Path.of("/"));
  }

  /**
   * @param root the folder below which {@code proc} and {@code sys} lie
   */
  MemoryWatch(Path root) {
    this.root = root;
  }

  /** Whether it is time to read again. */
  boolean isDue(long now) {
    if (everRead && now - readAt < PERIOD_NANOS) {
      return false;
    }
    if (!everRead) {
      findLimit();
    }
    everRead = true;
    readAt = now;
    return limit > 0;
  }

  /** Reads the process's memory. */
  MemoryRecord read(String run, long step) {
    return new MemoryRecord(
        run, step, number(root.resolve("proc/self/status"), "VmRSS:") * KIB, limit, source);
  }

  private void findLimit() {
    long machine = number(root.resolve("proc/meminfo"), "MemTotal:") * KIB;
    long container = container();
    boolean contained = container > 0 && (machine <= 0 || container < machine);
    limit = contained ? container : machine;
    source = contained ? "container" : "machine";
  }

  private long container() {
    long version2 = alone(root.resolve("sys/fs/cgroup/memory.max"));
    long version1 = alone(root.resolve("sys/fs/cgroup/memory/memory.limit_in_bytes"));
    long set = version2 > 0 ? version2 : version1;
    return set > 0 && set < UNLIMITED ? set : -1;
  }

  private static long alone(Path file) {
    try {
      return Long.parseLong(Files.readString(file).trim());
    } catch (IOException | NumberFormatException | SecurityException e) {
      return -1;
    }
  }

  private static long number(Path file, String key) {
    try {
      List<String> lines = Files.readAllLines(file);
      for (String line : lines) {
        if (line.startsWith(key)) {
          return Long.parseLong(line.substring(key.length()).replaceAll("\\D", ""));
        }
      }
    } catch (IOException | NumberFormatException | SecurityException e) {
      return -1;
    }
    return -1;
  }
}

package io.gradprobe.demo.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A forked JVM that runs. Closing it kills it if it has not ended. */
public final class RunningFork implements AutoCloseable {
  private final List<String> command;
  private final Process process;
  private final Duration limit;
  private final Path recording;
  private final Runnable atEnd;
  private final Reader out;
  private final Reader err;
  private final AtomicBoolean left = new AtomicBoolean();
  private volatile long exited;

  RunningFork(ProcessBuilder builder, Duration limit, Path recording, Runnable atEnd)
      throws IOException {
    command = builder.command();
    this.limit = limit;
    this.recording = recording;
    this.atEnd = atEnd;
    process = builder.start();
    out = new Reader(process.getInputStream());
    err = new Reader(process.getErrorStream());
    process.onExit().thenRun(() -> exited = System.nanoTime());
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Ends its stdin: one that waits there goes on. */
  public void letGo() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the program has printed something, or ended. */
  public void awaitOutput() {
    awaitLines(0);
  }

  /** Waits until it has printed so many lines, or ended. */
  public void awaitLines(int lines) {
    try {
      if (!out.await(lines, limit)) {
        throw new AssertionError("no output: " + String.join(" ", command));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits for its end. */
  public Result finish() {
    letGo();
    try {
      if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(
            "still running after " + limit + ": " + String.join(" ", command) + "\n" + err.text());
      }
      process.onExit().join();
      out.join();
      err.join();
      long end = exited == 0 ? System.nanoTime() : exited;
      Duration farewell = Duration.ofNanos(Math.max(0, end - out.lastRead));
      return new Result(command, process.exitValue(), out.text(), err.text(), farewell, recording);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      leave();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    leave();
  }

  private void leave() {
    if (left.compareAndSet(false, true)) {
      atEnd.run();
    }
  }

  /** Reads a stream to its end and notes when its last bytes came. */
  private static final class Reader extends Thread {
    private final InputStream in;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int lines;
    private boolean ended;
    volatile long lastRead = System.nanoTime();

    Reader(InputStream in) {
      super("fork-reader");
      this.in = in;
      setDaemon(true);
      start();
    }

    @Override
    public void run() {
      byte[] buffer = new byte[8192];
      try (in) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          lastRead = System.nanoTime();
          synchronized (bytes) {
            bytes.write(buffer, 0, n);
            for (int i = 0; i < n; i++) {
              lines += buffer[i] == '\n' ? 1 : 0;
            }
            bytes.notifyAll();
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        synchronized (bytes) {
          ended = true;
          bytes.notifyAll();
        }
      }
    }

    /** Waits for so many lines, at least one byte, or the end; false where the time is up. */
    boolean await(int wanted, Duration limit) throws InterruptedException {
      long end = System.nanoTime() + limit.toNanos();
      synchronized (bytes) {
        while (!ended && (bytes.size() == 0 || lines < wanted)) {
          long left = (end - System.nanoTime()) / 1_000_000;
          if (left <= 0) {
            return false;
          }
          bytes.wait(left);
        }
        return true;
      }
    }

    String text() {
      synchronized (bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
      }
    }
  }
}

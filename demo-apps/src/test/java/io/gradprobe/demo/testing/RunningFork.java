package io.gradprobe.demo.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A forked JVM that runs. Closing it kills it if it has not ended. */
public final class RunningFork implements AutoCloseable {
  private final List<String> command;
  private final Process process;
  private final Duration limit;
  private final Path recording;
  private final Runnable atEnd;
  private final CountDownLatch firstOutput = new CountDownLatch(1);
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
    process.getOutputStream().close();
    out = new Reader(process.getInputStream(), firstOutput);
    err = new Reader(process.getErrorStream(), new CountDownLatch(1));
    process.onExit().thenRun(() -> exited = System.nanoTime());
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Waits until the program has printed something, or ended. */
  public void awaitOutput() {
    try {
      if (!firstOutput.await(limit.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("no output: " + String.join(" ", command));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits for its end. */
  public Result finish() {
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
    private final CountDownLatch first;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    volatile long lastRead = System.nanoTime();

    Reader(InputStream in, CountDownLatch first) {
      super("fork-reader");
      this.in = in;
      this.first = first;
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
          }
          first.countDown();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        first.countDown();
      }
    }

    String text() {
      synchronized (bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
      }
    }
  }
}

package io.gradprobe.demo.testing;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Arrays;

/**
 * Runs a program and stops it in the midst of its training: when it has written so many lines on
 * stdout, the thread that has written the last of them waits until stdin ends. So an agent can be
 * attached at a known moment.
 */
public final class Paused {
  private Paused() {}

  /** Arguments: the number of lines, the main class, its arguments. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    int lines = Integer.parseInt(arguments[0]);
    System.setOut(new PrintStream(new Gate(System.out, lines), true));
    String[] own = Arrays.copyOfRange(arguments, 2, arguments.length);
    Class.forName(arguments[1]).getMethod("main", String[].class).invoke(null, (Object) own);
  }

  private static final class Gate extends FilterOutputStream {
    private int left;

    Gate(OutputStream out, int lines) {
      super(out);
      left = lines;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      out.flush();
      for (int i = from; i < from + length; i++) {
        pass(bytes[i]);
      }
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      pass(b);
    }

    private void pass(int b) throws IOException {
      if (b == '\n' && --left == 0) {
        out.flush();
        while (System.in.read() >= 0) {
          // Nothing is said there; its end is awaited.
        }
      }
    }
  }
}

package io.gradprobe.demo.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** English text to learn from, and its coding in 32 signs. */
public final class Texts {
  /** The signs that a text is reduced to. */
  public static final String ALPHABET = " abcdefghijklmnopqrstuvwxyz.,;:'";

  private static final String FALLBACK =
      "a gradient tells how the loss changes when a weight is moved a little. a training step"
          + " runs the net forward, compares its answer with the target, runs backward to find the"
          + " gradients, and moves each weight a little against its gradient. gradients add up"
          + " until they are cleared, so a loop has to clear them before the next backward pass."
          + " the learning rate says how far each step goes; too far, and the loss climbs; too"
          + " short, and nothing is learned. ";

  private Texts() {}

  /** The legal notices of the JDK one after another, or a built-in text where there are none. */
  public static String corpus() {
    Path folder = Path.of(System.getProperty("java.home"), "legal", "java.base");
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        text.append(Files.readString(file));
      }
    } catch (IOException e) {
      text.setLength(0);
    }
    return text.length() < 8000 ? FALLBACK.repeat(20) : text.toString();
  }

  /** The text as indices into the alphabet; other signs become blanks, and blanks are merged. */
  public static int[] encode(String text) {
    StringBuilder clean = new StringBuilder();
    for (char c : text.toLowerCase(Locale.ROOT).toCharArray()) {
      char sign = ALPHABET.indexOf(c) < 0 ? ' ' : c;
      if (sign != ' ' || clean.length() == 0 || clean.charAt(clean.length() - 1) != ' ') {
        clean.append(sign);
      }
    }
    return clean.chars().map(ALPHABET::indexOf).toArray();
  }
}

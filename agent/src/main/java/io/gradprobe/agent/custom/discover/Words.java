package io.gradprobe.agent.custom.discover;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Words that code about training has in some name or message, however short its names: an algorithm
 * of linear algebra may have the very form of training.
 */
final class Words {
  private static final List<String> WORDS =
      List.of(
          "grad", "backward", "backprop", "loss", "weight", "learn", "train", "epoch", "neuron");

  private Words() {}

  /** Whether a class file has one of them. */
  static boolean areIn(byte[] classFile) {
    String text = new String(classFile, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    return WORDS.stream().anyMatch(text::contains);
  }
}

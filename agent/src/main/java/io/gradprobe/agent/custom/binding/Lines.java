package io.gradprobe.agent.custom.binding;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** The lines of a text file in UTF-8. */
final class Lines {
  private Lines() {}

  /**
   * Decodes line by line, so that a bad byte has a line number.
   *
   * @param problem takes a line number and what is wrong there
   */
  static List<String> of(byte[] bytes, BiConsumer<Integer, String> problem) {
    if (isWide(bytes)) {
      problem.accept(1, "is not UTF-8 but UTF-16 or binary; save it as UTF-8");
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    int start = startsWithMark(bytes) ? 3 : 0;
    for (int i = start; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '\n') {
        lines.add(decode(Arrays.copyOfRange(bytes, start, i), lines.size() + 1, problem));
        start = i + 1;
      }
    }
    return lines;
  }

  private static String decode(byte[] line, int number, BiConsumer<Integer, String> problem) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(line))
          .toString();
    } catch (CharacterCodingException e) {
      problem.accept(number, "holds bytes that are not UTF-8; save the file as UTF-8");
      return "";
    }
  }

  private static boolean startsWithMark(byte[] bytes) {
    return bytes.length >= 3
        && bytes[0] == (byte) 0xef
        && bytes[1] == (byte) 0xbb
        && bytes[2] == (byte) 0xbf;
  }

  // A text has no zero bytes, in UTF-16 every other one is zero.
  private static boolean isWide(byte[] bytes) {
    for (byte b : bytes) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }
}

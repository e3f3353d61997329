package io.gradprobe.collectors.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The complete chunks at the front of a truncated recording. JFR's own reader looks one event ahead
 * and so loses the last event before the cut; a file that ends with a whole chunk it reads well.
 */
final class WholeChunks {
  private static final int MAGIC = 0x464c5200; // "FLR" and a zero
  private static final int SIZE_OFFSET = 8;
  private static final int HEADER = 68;

  private WholeChunks() {}

  /**
   * Copies them to a temporary file.
   *
   * @return the copy, for the caller to delete; null where there is no whole chunk or nothing is
   *     cut off
   */
  static Path copy(Path recording) throws IOException {
    long end = 0;
    try (RandomAccessFile file = new RandomAccessFile(recording.toFile(), "r")) {
      long length = file.length();
      while (end + HEADER <= length) {
        file.seek(end);
        int magic = file.readInt();
        file.seek(end + SIZE_OFFSET);
        long size = file.readLong();
        if (magic != MAGIC || size < HEADER || size > length - end) {
          break;
        }
        end += size;
      }
      if (end == 0 || end == length) {
        return null;
      }
      Path copy = Files.createTempFile("gradprobe", ".jfr");
      try (FileChannel to = FileChannel.open(copy, StandardOpenOption.WRITE)) {
        for (long at = 0; at < end; ) {
          at += file.getChannel().transferTo(at, end - at, to);
        }
      }
      return copy;
    }
  }
}

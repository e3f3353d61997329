package io.gradprobe.collectors.cli;

import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.finding.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Collects the findings of recordings. Repeats of one finding come as events with a rising count;
 * the highest count by run, rule and subject holds.
 */
final class FindingReader {
  private record Key(String run, String rule, String subject) {}

  private final Map<Key, RecordedFinding> findings = new LinkedHashMap<>();

  /**
   * Reads one recording.
   *
   * @throws UnusableInput where it can't be read to its end; what could be read is kept
   */
  void read(Path path) throws UnusableInput {
    check(path);
    boolean[] isOurs = new boolean[1];
    try {
      readEvents(path, isOurs);
    } catch (IOException | RuntimeException e) {
      // The parser answers damaged bytes with all kinds of runtime exceptions.
      readWholeChunks(path, isOurs);
      throw new UnusableInput(
          isOurs[0]
              ? "truncated or damaged; what could be read is shown"
              : "truncated or damaged, nothing could be read");
    }
    if (!isOurs[0]) {
      throw new UnusableInput("holds no gradprobe events; was the agent attached?");
    }
  }

  private void readEvents(Path path, boolean[] isOurs) throws IOException {
    try (RecordingFile file = new RecordingFile(path)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        String name = event.getEventType().getName();
        isOurs[0] |= name.startsWith("gradprobe.");
        if (name.equals("gradprobe.Finding")) {
          add(event);
        }
      }
    }
  }

  // Reading an event twice does no harm: the merge keeps one.
  private void readWholeChunks(Path path, boolean[] isOurs) {
    try {
      Path copy = WholeChunks.copy(path);
      if (copy != null) {
        try {
          readEvents(copy, isOurs);
        } finally {
          Files.deleteIfExists(copy);
        }
      }
    } catch (IOException | RuntimeException e) {
      // The same damage again; the caller is about to say so.
    }
  }

  /** What was found so far, by step, then by time. */
  List<RecordedFinding> findings() {
    List<RecordedFinding> sorted = new ArrayList<>(findings.values());
    sorted.sort(
        Comparator.comparingLong((RecordedFinding f) -> f.finding().step())
            .thenComparing(RecordedFinding::firstSeen));
    return sorted;
  }

  private static void check(Path path) throws UnusableInput {
    if (!Files.exists(path)) {
      throw new UnusableInput("no such file");
    }
    if (Files.isDirectory(path)) {
      throw new UnusableInput("is a directory");
    }
    if (!Files.isReadable(path)) {
      throw new UnusableInput("no permission to read it");
    }
    try (var in = Files.newInputStream(path)) {
      byte[] magic = in.readNBytes(4);
      if (magic.length == 0) {
        throw new UnusableInput("is empty");
      }
      if (magic.length < 4
          || magic[0] != 'F'
          || magic[1] != 'L'
          || magic[2] != 'R'
          || magic[3] != 0) {
        throw new UnusableInput("is not a JFR recording");
      }
    } catch (IOException e) {
      throw new UnusableInput(
          e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }
  }

  private void add(RecordedEvent event) {
    Finding finding =
        new Finding(
            text(event, "rule"),
            Severity.valueOf(text(event, "severity")),
            text(event, "run"),
            event.getLong("step"),
            event.getInt("epoch"),
            text(event, "subject"),
            text(event, "location"),
            text(event, "origin"),
            event.getDouble("value"),
            event.getDouble("threshold"),
            text(event, "message"),
            text(event, "advice"),
            event.getLong("count"),
            text(event, "cause"));
    Instant time = event.getStartTime();
    findings.merge(
        new Key(finding.run(), finding.rule(), finding.subject()),
        new RecordedFinding(finding, time),
        FindingReader::merge);
  }

  private static RecordedFinding merge(RecordedFinding a, RecordedFinding b) {
    RecordedFinding last = b.finding().count() >= a.finding().count() ? b : a;
    Instant first = a.firstSeen().isBefore(b.firstSeen()) ? a.firstSeen() : b.firstSeen();
    return new RecordedFinding(last.finding(), first);
  }

  private static String text(RecordedEvent event, String field) {
    String value = event.getString(field);
    return value == null ? "" : value;
  }
}

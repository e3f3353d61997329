package io.gradprobe.demo.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** The gradprobe events of a recording, read in this JVM. */
public final class Recording {
  private static final String PREFIX = "gradprobe.";

  private final List<RecordedEvent> events;

  private Recording(List<RecordedEvent> events) {
    this.events = events;
  }

  /** Reads a recording. */
  public static Recording read(Path path) throws IOException {
    List<RecordedEvent> events = new ArrayList<>();
    try (RecordingFile file = new RecordingFile(path)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (event.getEventType().getName().startsWith(PREFIX)) {
          events.add(event);
        }
      }
    }
    events.sort((a, b) -> a.getStartTime().compareTo(b.getStartTime()));
    return new Recording(events);
  }

  /** The events of a type, such as {@code Step}, in the order of their beginning. */
  public List<RecordedEvent> events(String type) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals(PREFIX + type))
        .toList();
  }

  /** The events of a type that belong to one training run. */
  public List<RecordedEvent> events(String type, String run) {
    return events(type).stream().filter(event -> event.getString("run").equals(run)).toList();
  }

  /** The ids of the training runs, in the order of their beginning. */
  public List<String> runs() {
    return events("Run").stream().map(event -> event.getString("run")).distinct().toList();
  }

  /** The findings; of several events about the same thing, the one with the highest count. */
  public List<Found> findings() {
    Map<List<String>, Found> merged = new LinkedHashMap<>();
    for (RecordedEvent event : events("Finding")) {
      Found found = Found.of(event);
      merged.merge(
          List.of(found.run(), found.rule(), found.subject()),
          found,
          (a, b) -> b.count() >= a.count() ? b : a);
    }
    return List.copyOf(merged.values());
  }

  /** The findings that a condition holds for. */
  public List<Found> findings(Predicate<Found> condition) {
    return findings().stream().filter(condition).toList();
  }
}

package io.gradprobe.demo.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;

/** What is read from memory is what ND4J itself computes, whatever the order of its axes. */
class ReadingDl4jTest {
  @Test
  void sizesAreThoseThatTheProgramComputes() {
    Result result = Fork.of(Exact.class).quick().recorded("console=off,profile=debug").run();
    assertEquals(0, result.exitCode(), result::toString);
    Map<String, Double> computed = new TreeMap<>();
    result
        .out()
        .lines()
        .map(line -> line.split(" "))
        .filter(p -> p.length == 4)
        .forEach(p -> computed.put(p[0] + " " + p[1] + " " + p[2], Double.parseDouble(p[3])));
    Recording recording = result.recording();
    Map<String, Double> read = new TreeMap<>();
    for (String kind : new String[] {"Gradient", "Weight", "Activation"}) {
      for (RecordedEvent event : recording.events(kind)) {
        String of = event.getString(kind.equals("Activation") ? "block" : "parameter");
        boolean asked = !kind.equals("Activation") || event.getString("function").isEmpty();
        String key = kind + " " + event.getLong("step") + " " + of;
        if (asked && computed.containsKey(key)) {
          read.put(key, event.getDouble("norm"));
        }
      }
    }
    assertEquals(computed.keySet(), read.keySet());
    assertTrue(computed.size() >= 5 * (6 + 6 + 3), computed::toString);
    computed.forEach((key, norm) -> assertEquals(norm, read.get(key), 1e-4 * norm + 1e-9, key));
  }
}

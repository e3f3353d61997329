package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.demo.programs.OwnEpochs;
import io.gradprobe.demo.programs.OwnValidation;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.util.List;
import java.util.stream.IntStream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Epochs of hand-written loops over {@code iterateDataset}, with and without DJL's notification.
 */
class EpochsOfOwnLoopsTest {
  private static final int EPOCHS = 3;
  private static final int STEPS_OF_EPOCH = 20;

  @ParameterizedTest
  @ValueSource(strings = {"notifying", "plain"})
  void testEpochsAreCounted(String kind) {
    Result result = Fork.of(OwnEpochs.class, kind).recorded("console=off").run();
    assertEquals(0, result.exitCode(), result::toString);
    Recording recording = result.recording();
    List<RecordedEvent> steps = recording.events("Step");
    assertEquals(EPOCHS * STEPS_OF_EPOCH, steps.size());
    assertEquals(
        IntStream.range(0, steps.size()).map(i -> i / STEPS_OF_EPOCH).boxed().toList(),
        steps.stream().map(step -> step.getInt("epoch")).toList());
    List<RecordedEvent> epochs = recording.events("Epoch");
    assertEquals(List.of(0, 1, 2), epochs.stream().map(e -> e.getInt("epoch")).toList());
    assertEquals(List.of(20L, 40L, 60L), epochs.stream().map(e -> e.getLong("step")).toList());
    for (RecordedEvent epoch : epochs) {
      double mean =
          steps.stream()
              .filter(step -> step.getInt("epoch") == epoch.getInt("epoch"))
              .mapToDouble(step -> step.getDouble("loss"))
              .average()
              .orElseThrow();
      assertEquals(mean, epoch.getDouble("trainLoss"), 1e-4 * (1 + mean), epoch::toString);
    }
  }

  @Test
  void testValidationBelongsToTheEpochBeforeIt() {
    Result result = Fork.of(OwnValidation.class).recorded("console=off").run();
    assertEquals(0, result.exitCode(), result::toString);
    List<RecordedEvent> epochs = result.recording().events("Epoch");
    assertEquals(List.of(0, 1, 2), epochs.stream().map(e -> e.getInt("epoch")).toList());
    assertEquals(List.of(20L, 40L, 60L), epochs.stream().map(e -> e.getLong("step")).toList());
    assertEquals(
        result.out().lines().map(Float::parseFloat).toList(),
        epochs.stream().map(e -> (float) e.getDouble("validationLoss")).toList());
  }
}

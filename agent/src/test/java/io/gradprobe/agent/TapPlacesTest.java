package io.gradprobe.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TapPlacesTest {
  private final TapPlaces places =
      new TapPlaces(List.of("*Linear", "Loss.java:42", "my.Loss.eval*"));

  @Test
  void testLinesAndMethodsAreFound() {
    assertTrue(places.hasLine("Loss.java", 42));
    assertFalse(places.hasLine("Loss.java", 4));
    assertFalse(places.hasLine("MyLoss.java", 42));
    assertFalse(places.hasLine(null, 42));
    assertTrue(places.hasMethod("my.Loss", "evaluate"));
    assertFalse(places.hasMethod("my.other.Loss", "evaluate"));
    assertFalse(places.isEmpty());
  }

  @Test
  void testGlobsOfBlocksAreNoPlaces() {
    assertFalse(TapPlaces.isPlace("*Linear"));
    assertTrue(TapPlaces.isPlace("Loss.java:42"));
    TapPlaces none = new TapPlaces(List.of("*Linear", "02*"));
    assertTrue(none.isEmpty());
    assertFalse(none.hasMethod("a.B", "Linear"));
  }

  @Test
  void testTheSamePlacesAreEqual() {
    assertEquals(
        new TapPlaces(List.of("Loss.java:42", "my.Loss.eval*", "01*")).hashCode(),
        places.hashCode());
    assertEquals(new TapPlaces(List.of("Loss.java:42", "my.Loss.eval*", "01*")), places);
    assertNotEquals(new TapPlaces(List.of("my.Loss.eval*")), places);
    assertNotEquals(new TapPlaces(List.of("Loss.java:42")), places);
  }
}

package io.gradprobe.collectors.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.Set;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTypesTest {
  private static final Set<String> SMALL_WORDS = Set.of("of", "in", "and");

  @ParameterizedTest
  @ValueSource(
      classes = {
        RunEvent.class,
        BlockEvent.class,
        ParameterEvent.class,
        StepEvent.class,
        PhaseEvent.class,
        GradientEvent.class,
        WeightEvent.class,
        ActivationEvent.class,
        HistogramEvent.class,
        EpochEvent.class,
        FindingEvent.class,
        OverheadEvent.class
      })
  void typeAndEveryFieldSayWhatTheyAre(Class<? extends Event> type) {
    String simple = type.getSimpleName().replace("Event", "");
    assertEquals("gradprobe." + simple, type.getAnnotation(Name.class).value());
    assertEquals("Gradprobe", type.getAnnotation(Category.class).value()[0]);
    assertEquals(type == FindingEvent.class, type.getAnnotation(StackTrace.class).value());
    assertTitle(type.getAnnotation(Label.class).value());
    assertTrue(type.getAnnotation(Description.class).value().endsWith("."));
    assertFalse(type.getDeclaredFields().length == 0);
    for (Field field : type.getDeclaredFields()) {
      if (field.isSynthetic() || java.lang.reflect.Modifier.isStatic(field.getModifiers())) {
        continue;
      }
      assertNotNull(field.getAnnotation(Label.class), field::toString);
      assertTitle(field.getAnnotation(Label.class).value());
      assertNotNull(field.getAnnotation(Description.class), field::toString);
      assertTrue(field.getAnnotation(Description.class).value().endsWith("."), field::toString);
    }
  }

  private static void assertTitle(String label) {
    for (String word : label.split("[ -]")) {
      assertTrue(
          Character.isUpperCase(word.charAt(0)) || SMALL_WORDS.contains(word),
          "not in title case: " + label);
    }
  }
}

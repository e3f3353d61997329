package io.gradprobe.collectors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void specialCharactersAreEscaped() {
    StringBuilder text = new StringBuilder();
    Json.string(text, "a\"b\\c\nd\re\tf\u0001g\u00e4\u2028");
    assertEquals("\"a\\\"b\\\\c\\nd\\re\\tf\\u0001g\\u00e4\\u2028\"", text.toString());
  }

  @Test
  void numbersThatJsonLacksBecomeNull() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("nan", Double.NaN);
    fields.put("inf", Double.NEGATIVE_INFINITY);
    fields.put("x", 0.5);
    fields.put("n", 3L);
    assertEquals(
        "[\n  {\"nan\": null, \"inf\": null, \"x\": 0.5, \"n\": 3}\n]",
        Json.lines(List.of(fields)));
  }

  @Test
  void emptyListIsAnEmptyArray() {
    assertEquals("[]", Json.lines(List.of()));
  }
}

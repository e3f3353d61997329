package io.gradprobe.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OptionKeyTest {
  @ParameterizedTest
  @EnumSource(value = OptionKey.class, mode = EnumSource.Mode.EXCLUDE, names = "RULE")
  void theDefaultThatIsToldIsTheDefault(OptionKey key) {
    assertEquals(key, OptionKey.named(key.key()));
    if (List.of("none", "all").contains(key.defaultText())) {
      return;
    }
    Parsing parsing = new Parsing();
    assertEquals(Options.defaults(), parsing.parse(key.key() + "=" + key.defaultText()));
    assertEquals(List.of(), parsing.problems);
  }

  @ParameterizedTest
  @EnumSource(OptionKey.class)
  void everyKeyHasAMeaning(OptionKey key) {
    assertNotNull(key.meaning());
    assertEquals(false, key.meaning().isBlank());
  }
}

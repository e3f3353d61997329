package io.gradprobe.runtime.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleCatalogueTest {

  private static final Path GUIDE = Path.of("..", "docs", "rules.md");

  @Test
  void everyRuleIsNamedAfterItsId() {
    for (RuleEntry entry : RuleCatalogue.all()) {
      StringBuilder name = new StringBuilder();
      for (String word : entry.info().id().split("-")) {
        name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
      assertEquals(name + "Rule", Rules.make(entry.info().id()).getClass().getSimpleName());
    }
  }

  @Test
  void idsAreThereOnce() {
    Set<String> ids = new HashSet<>(RuleCatalogue.planned());
    assertEquals(RuleCatalogue.planned().size(), ids.size());
    for (RuleEntry entry : RuleCatalogue.all()) {
      assertTrue(ids.add(entry.info().id()), entry.info().id());
    }
  }

  @Test
  void chaptersStandInOrder() {
    int chapter = 0;
    for (RuleEntry entry : RuleCatalogue.all()) {
      int own = entry.info().group().ordinal();
      assertTrue(own >= chapter, entry.info().id());
      chapter = own;
    }
  }

  @Test
  void thresholdsHaveLegalDefaults() {
    for (RuleEntry entry : RuleCatalogue.all()) {
      for (Threshold t : entry.info().thresholds()) {
        String name = entry.info().id() + "." + t.name();
        assertTrue(t.name().matches("[a-z]+(-[a-z]+)*"), name);
        assertTrue(t.defaultValue() >= t.min() && t.defaultValue() <= t.max(), name);
        assertFalse(t.description().isBlank(), name);
      }
    }
  }

  @Test
  void rulesTakeTheSmallestAndTheLargestThresholds() {
    for (RuleEntry entry : RuleCatalogue.all()) {
      Map<String, Double> smallest = new HashMap<>();
      Map<String, Double> largest = new HashMap<>();
      for (Threshold t : entry.info().thresholds()) {
        smallest.put(t.name(), t.min());
        largest.put(t.name(), t.max());
      }
      assertNotNull(Rules.make(entry.info().id(), smallest));
      assertNotNull(Rules.make(entry.info().id(), largest));
    }
  }

  @Test
  void onlyOrderRulesAreOfTheProtocol() {
    for (RuleEntry entry : RuleCatalogue.all()) {
      if (entry.info().protocol()) {
        assertEquals(RuleInfo.Group.ORDER, entry.info().group(), entry.info().id());
      }
    }
  }

  @Test
  void anUnknownIdIsNotFound() {
    assertNull(RuleCatalogue.find("no-such-rule"));
    assertNull(RuleCatalogue.find("nondeterministic-run"));
  }

  @Test
  void theGuideHasAParagraphForEveryRuleAndThreshold() throws IOException {
    String guide = Files.readString(GUIDE);
    for (RuleEntry entry : RuleCatalogue.all()) {
      String id = entry.info().id();
      int from = guide.indexOf("### `" + id + "`");
      assertTrue(from >= 0, "no paragraph for " + id);
      int to = guide.indexOf("### ", from + 4);
      String paragraph = guide.substring(from, to < 0 ? guide.length() : to);
      for (Threshold t : entry.info().thresholds()) {
        assertTrue(paragraph.contains("`" + t.name() + "`"), id + " lacks " + t.name());
      }
    }
  }
}

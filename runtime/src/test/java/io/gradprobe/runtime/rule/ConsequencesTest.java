package io.gradprobe.runtime.rule;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ConsequencesTest {

  @Test
  void namesOnlyPublicIds() {
    for (String id : Consequences.ids()) {
      boolean known = RuleCatalogue.find(id) != null || RuleCatalogue.planned().contains(id);
      assertTrue(known, id);
    }
  }

  @Test
  void nothingFollowsFromItself() {
    for (String id : Consequences.ids()) {
      assertFalse(RuleCatalogue.mayCause(id, id), id);
    }
  }

  @Test
  void aDirtyInputExplainsEveryLaterNaN() {
    assertTrue(RuleCatalogue.mayCause("non-finite-input", "non-finite-loss"));
    assertTrue(RuleCatalogue.mayCause("non-finite-input", "non-finite-gradient"));
    assertTrue(RuleCatalogue.mayCause("non-finite-gradient", "non-finite-weight"));
    assertFalse(RuleCatalogue.mayCause("non-finite-loss", "non-finite-input"));
  }

  @Test
  void aZeroingThatFailsIsAFaultOfItsOwn() {
    assertFalse(RuleCatalogue.mayCause("non-finite-input", "sticky-non-finite-gradient"));
    assertFalse(RuleCatalogue.mayCause("non-finite-loss", "sticky-non-finite-gradient"));
    assertFalse(RuleCatalogue.mayCause("non-finite-gradient", "sticky-non-finite-gradient"));
    assertTrue(RuleCatalogue.mayCause("sticky-non-finite-gradient", "non-finite-gradient"));
    // Where the weights are lost there is nothing left to clear for.
    assertTrue(RuleCatalogue.mayCause("non-finite-weight", "sticky-non-finite-gradient"));
  }

  @Test
  void aHintHidesNoNaN() {
    assertFalse(RuleCatalogue.mayCause("gradient-spike", "non-finite-loss"));
    assertFalse(RuleCatalogue.mayCause("loss-not-scalar", "non-finite-loss"));
  }
}

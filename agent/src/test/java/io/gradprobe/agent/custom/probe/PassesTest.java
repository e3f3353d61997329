package io.gradprobe.agent.custom.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Which calls of backward are passes of their own. */
class PassesTest {
  private static int count(Passes passes, Object... subjects) {
    passes.begin();
    for (Object subject : subjects) {
      passes.isAnother(new Call(null, subject, null, null, null));
    }
    return passes.count();
  }

  @Test
  void theLayersOfAChainAreOnePass() {
    Object first = new Object();
    Object second = new Object();
    Passes passes = new Passes(object -> true);
    assertEquals(1, count(passes, first, second));
    assertEquals(1, count(passes, first, second));
    assertEquals(3, count(passes, first, second, first, second, first, second));
  }

  @Test
  void eachLossIsOne() {
    Passes passes = new Passes(object -> false);
    assertEquals(2, count(passes, new Object(), new Object()));
    assertEquals(3, count(passes, new Object(), new Object(), new Object()));
  }

  @Test
  void aModelThatIsCalledAgainIsAnother() {
    Object model = new Object();
    Passes passes = new Passes(object -> true);
    assertEquals(4, count(passes, model, model, model, model));
    assertEquals(4, count(passes, model, model, model, model));
  }

  @Test
  void callsOfStaticMethodsAreToldByTheirFirstArgument() {
    Object layer = new Object();
    Passes passes = new Passes(object -> true);
    passes.begin();
    passes.isAnother(new Call(null, null, layer, null, null));
    passes.isAnother(new Call(null, null, new Object(), null, null));
    passes.isAnother(new Call(null, null, layer, null, null));
    assertEquals(2, passes.count());
    assertEquals(2, count(passes, null, null));
  }
}

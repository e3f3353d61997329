package io.gradprobe.agent.custom.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static final ClassLoader LOADER = ReplayTest.class.getClassLoader();

  /** A number that can be made of others. */
  private static final class Num {
    double value;
    boolean quiet;

    Num(double value) {
      this.value = value;
    }

    Num plus(Num other) {
      quiet = Replaying.isHere();
      return new Num(value + other.value);
    }

    static Num sum(Num[] all) {
      Num sum = new Num(0);
      for (Num one : all) {
        sum = sum.plus(one);
      }
      return sum;
    }

    static Num sumOf(List<Num> all) {
      return sum(all.toArray(Num[]::new));
    }

    Num fails() {
      throw new IllegalArgumentException("no");
    }
  }

  private final Num w = new Num(2);
  private final Num x = new Num(3);
  private final Num left = w.plus(x);
  private final Num unused = x.plus(x);
  private final Num right = w.plus(w);
  private final List<Entry> calls = new ArrayList<>();

  private Entry plus(Num result, Num a, Num b) {
    return Recorded.call(Recorded.method(Num.class, "plus"), result, a, b);
  }

  private void record(String last, Object passed, Num result) {
    calls.add(plus(left, w, x));
    calls.add(plus(unused, x, x));
    calls.add(plus(right, w, w));
    calls.add(Recorded.call(Recorded.method(Num.class, last), result, null, passed));
  }

  @Test
  void onlyWhatLeadsToTheResultIsMadeAgain() throws Exception {
    Num loss = new Num(9);
    record("sum", new Num[] {left, right}, loss);
    List<Entry> slice = Slice.to(loss, calls);
    assertEquals(3, slice.size());
    Replay replay = new Replay(slice, LOADER);
    assertEquals(Set.of(w, x), replay.roots());
    assertEquals(9, ((Num) replay.run()).value);
    w.value = 10;
    assertEquals(33, ((Num) replay.run()).value);
    assertEquals(5, left.value, "what was made before stays as it was");
    assertTrue(w.quiet, "hooks are quiet meanwhile");
    assertFalse(Replaying.isHere());
  }

  @Test
  void resultsInListsAreReplacedToo() throws Exception {
    Num loss = new Num(9);
    List<Num> passed = new ArrayList<>(List.of(left, right));
    record("sumOf", passed, loss);
    w.value = 10;
    assertEquals(33, ((Num) new Replay(Slice.to(loss, calls), LOADER).run()).value);
    assertSame(left, passed.get(0));
  }

  @Test
  void whatNoCallHasMadeHasNoSlice() {
    record("sum", new Num[] {left}, new Num(5));
    assertEquals(List.of(), Slice.to(new Num(5), calls));
  }

  @Test
  void earlierCallsOnTheSameObjectsMayHavePreparedThem() {
    Entry before = plus(unused, w, x);
    Entry step = Recorded.call(Recorded.method(Num.class, "plus", true), left, w, x);
    Entry elsewhere = plus(right, x, x);
    Entry loss = plus(new Num(1), w, new Num(0));
    assertEquals(List.of(before, loss), Slice.to(loss, List.of(before, step, elsewhere, loss)));
  }

  @Test
  void aFailureSaysWhoFailed() {
    Entry call = Recorded.call(Recorded.method(Num.class, "fails"), null, w);
    Replay replay = new Replay(List.of(call), LOADER);
    IllegalStateException e = assertThrows(IllegalStateException.class, replay::run);
    assertEquals("fails has thrown java.lang.IllegalArgumentException: no", e.getMessage());
    assertFalse(Replaying.isHere());
  }

  @Test
  void whatHasEffectsIsNamed() {
    Entry call = plus(left, w, x);
    assertNull(new Replay(List.of(call), LOADER).impure());
    call.isPure = false;
    assertSame(call.method, new Replay(List.of(call), LOADER).impure());
  }
}

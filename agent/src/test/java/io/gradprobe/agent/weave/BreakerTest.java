package io.gradprobe.agent.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.GradprobeException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final AtomicInteger CALLS = new AtomicInteger();
  private static volatile Supplier<? extends Throwable> failure = () -> null;

  /** The probe: fails where the test says so. */
  @SuppressWarnings("unused")
  private static int probe(String text) throws Throwable {
    CALLS.incrementAndGet();
    Throwable t = failure.get();
    if (t != null) {
      throw t;
    }
    return text.length();
  }

  private static MutableCallSite guard(String name) throws Exception {
    CALLS.set(0);
    failure = () -> null;
    MethodHandle target =
        MethodHandles.lookup()
            .findStatic(BreakerTest.class, "probe", MethodType.methodType(int.class, String.class));
    return Breaker.guard(name, target);
  }

  private static int call(MutableCallSite site) throws Throwable {
    return (int) site.dynamicInvoker().invokeExact("four");
  }

  @Test
  void testHealthyProbeIsCalledAndItsResultIsKept() throws Throwable {
    MutableCallSite site = guard("HealthyProbe");
    for (int i = 0; i < 100; i++) {
      assertEquals(4, call(site));
    }
    assertEquals(100, CALLS.get());
  }

  @Test
  void testFailuresAreSwallowedAndTheProbeIsSwitchedOffAfterFive() throws Throwable {
    MutableCallSite site = guard("SwallowProbe");
    failure = () -> new IllegalStateException("no such thing");
    try (Stderr stderr = new Stderr()) {
      for (int i = 0; i < 4; i++) {
        assertEquals(0, call(site));
        assertEquals("", stderr.text());
      }
      for (int i = 0; i < 20; i++) {
        assertEquals(0, call(site));
      }
      assertEquals(1, stderr.text().lines().count(), stderr::text);
      String line = stderr.lines().get(0);
      assertTrue(line.contains("SwallowProbe"), line);
      assertTrue(line.contains("no such thing"), line);
      assertTrue(line.contains(BreakerTest.class.getName()), line);
    }
    assertEquals(5, CALLS.get());
    failure = () -> null;
    assertEquals(0, call(site), "off for good");
    assertEquals(5, CALLS.get());
  }

  @Test
  void testFewFailuresLeaveItOn() throws Throwable {
    MutableCallSite site = guard("FewProbe");
    failure = () -> new IllegalStateException("now and then");
    for (int i = 0; i < 4; i++) {
      call(site);
    }
    failure = () -> null;
    assertEquals(4, call(site));
    assertEquals(4, call(site));
  }

  @Test
  void testErrorsAreSwallowedToo() throws Throwable {
    for (Throwable t :
        List.of(
            new NoSuchMethodError("gone"),
            new StackOverflowError(),
            new OutOfMemoryError("native"),
            new Exception("checked"))) {
      MutableCallSite site = guard("ErrorProbe" + t);
      failure = () -> t;
      assertEquals(0, call(site));
    }
  }

  @Test
  void testStopThatTheUserAskedForPassesAndDoesNotCount() throws Throwable {
    MutableCallSite site = guard("StopProbe");
    GradprobeException stop = new GradprobeException("stop");
    failure = () -> stop;
    for (int i = 0; i < 20; i++) {
      assertSame(stop, assertThrows(GradprobeException.class, () -> call(site)));
    }
    failure = () -> null;
    assertEquals(4, call(site));
  }

  @Test
  void testFailureWithoutAStackIsTold() throws Throwable {
    MutableCallSite site = guard("StacklessProbe");
    failure =
        () -> {
          Throwable t = new IllegalStateException("bare");
          t.setStackTrace(new StackTraceElement[0]);
          return t;
        };
    try (Stderr stderr = new Stderr()) {
      for (int i = 0; i < 6; i++) {
        call(site);
      }
      assertEquals(1, stderr.lines().size());
      assertTrue(stderr.lines().get(0).endsWith("bare"), stderr::text);
    }
  }

  @Test
  void testFailuresOfManyThreadsReachNoneOfThem() throws Exception {
    MutableCallSite site = guard("ManyProbe");
    failure = () -> new IllegalStateException("everywhere");
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try (Stderr stderr = new Stderr()) {
      List<Future<?>> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        threads.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < 1000; i++) {
                    try {
                      assertEquals(0, call(site));
                    } catch (Throwable e) {
                      throw new AssertionError(e);
                    }
                  }
                }));
      }
      for (Future<?> thread : threads) {
        thread.get();
      }
      assertEquals(1, stderr.lines().size(), stderr::text);
    } finally {
      pool.shutdown();
    }
    assertTrue(CALLS.get() < 4000, () -> CALLS.get() + " calls");
  }

  @Test
  void testIdleGivesTheZeroOfEachType() throws Throwable {
    assertEquals(0, (int) Breaker.idle(MethodType.methodType(int.class)).invokeExact());
    assertEquals(
        false,
        (boolean) Breaker.idle(MethodType.methodType(boolean.class, long.class)).invokeExact(3L));
    assertNull((String) Breaker.idle(MethodType.methodType(String.class)).invokeExact());
    Breaker.idle(MethodType.methodType(void.class, String.class)).invokeExact("x");
  }
}

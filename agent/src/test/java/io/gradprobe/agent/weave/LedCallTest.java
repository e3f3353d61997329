package io.gradprobe.agent.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gradprobe.AgentLoader;
import io.gradprobe.AgentLoaders;
import io.gradprobe.MemoryLoader;
import io.gradprobe.SourceCompiler;
import io.gradprobe.agent.TapPlaces;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that are led through a probe do what they did, and the probe sees them. */
class LedCallTest {
  private static final String FRAMEWORK =
      """
      package lib;
      public class Engine {
        public static final java.util.List<String> SEEN = new java.util.ArrayList<>();
        public double scale(double x, long n) {
          if (n < 0) throw new IllegalArgumentException("negative");
          return x * n;
        }
        public void run(String what) { SEEN.add("run " + what); }
        public static Engine make(int... sizes) { return new Engine(); }
        public String turn(int n) { return "turned " + n; }
      }
      """;
  private static final String USER =
      """
      package user;
      import lib.Engine;
      public class Loop extends Engine {
        public static Object work(int n) {
          Loop loop = new Loop();
          loop.run("a");
          Engine.make(1, 2).run("b");
          return loop.scale(1.5, n);
        }
        public static Object once(int n) { return new Engine().turn(n); }
        private String turn(long n) { return "own " + n; }
        public static Object own() { return new Loop().turn(5L); }
      }
      """;
  private static final String SCALE =
      """
      package probes;
      public final class ScaleCall {
        public static int enter(lib.Engine engine, double x) {
          lib.Engine.SEEN.add("enter " + engine.getClass().getSimpleName() + " " + x);
          return 1;
        }
        public static void exit(int told, Throwable failure, Object result, lib.Engine engine) {
          lib.Engine.SEEN.add("exit " + told + " " + failure + " " + result);
        }
      }
      """;
  private static final String RUN =
      """
      package probes;
      public final class RunCall {
        public static int enter(lib.Engine engine, String what) { return what.equals("b") ? 2 : 1; }
        public static void exit(int told, Throwable failure, Object result, lib.Engine engine) {
          lib.Engine.SEEN.add("ran " + result);
        }
      }
      """;
  private static final String TURN =
      """
      package probes;
      public final class TurnCall {
        public static int enter(lib.Engine engine, int n) {
          if (n == 13) throw new IllegalStateException("unlucky");
          return 1;
        }
        public static void exit(int told, Throwable failure, Object result) {
          lib.Engine.SEEN.add(told + " " + result);
        }
      }
      """;
  private static final Map<String, String> PROBES =
      Map.of("scale", "probes.ScaleCall", "run", "probes.RunCall", "turn", "probes.TurnCall");

  @TempDir private Path folder;
  private MemoryLoader program;

  /** A framework of which nothing but calls is woven. */
  private static final class Lib implements Framework {
    @Override
    public String name() {
      return "Lib";
    }

    @Override
    public List<ProbePoint> points() {
      return List.of();
    }

    @Override
    public String callProbe(String owner, String name, String descriptor) {
      return PROBES.get(name);
    }

    @Override
    public String probePackage() {
      return "probes";
    }

    @Override
    public List<String> packages() {
      return List.of("lib.");
    }

    @Override
    public Set<String> probeClasses() {
      return Set.copyOf(PROBES.values());
    }

    @Override
    public List<String> memberPrefixes() {
      return List.of("lib/");
    }
  }

  @BeforeEach
  void prepare() throws Exception {
    Map<String, byte[]> all =
        SourceCompiler.compile(
            folder,
            Map.of(
                "lib.Engine", FRAMEWORK,
                "user.Loop", USER,
                "probes.ScaleCall", SCALE,
                "probes.RunCall", RUN,
                "probes.TurnCall", TURN));
    Map<String, byte[]> probes = new HashMap<>();
    PROBES.values().forEach(probe -> probes.put(probe, all.remove(probe)));
    AgentLoader agent = AgentLoaders.of(folder.resolve("agent.jar"), probes);
    List<Framework> frameworks = List.of(new Lib());
    Linkers linkers = new Linkers(agent, frameworks);
    DispatcherClass.define(OwnInstrumentation.get(folder), linkers.handle(), linkers.callHandle());
    program = new MemoryLoader(all);
    byte[] woven =
        new CallSiteWeaver(frameworks, () -> new TapPlaces(List.of()))
            .weave(program.bytes("user.Loop"), false);
    assertNotNull(woven);
    program.replace("user.Loop", woven);
  }

  private Object call(String method, Object... arguments) throws Exception {
    Class<?> loop = program.loadClass("user.Loop");
    Class<?>[] types = arguments.length == 0 ? new Class<?>[0] : new Class<?>[] {int.class};
    return loop.getMethod(method, types).invoke(null, arguments);
  }

  private List<?> seen() throws Exception {
    return (List<?>) program.loadClass("lib.Engine").getField("SEEN").get(null);
  }

  @Test
  void testTheProbeSeesArgumentsAndResultAndMaySkip() throws Exception {
    assertEquals(4.5, call("work", 3));
    // A static call that bears no probed name is left; the call that the probe skips is not made.
    assertEquals(List.of("run a", "ran null", "enter Loop 1.5", "exit 1 null 4.5"), seen());
  }

  @Test
  void testWhatTheMethodThrowsReachesTheProgram() throws Exception {
    InvocationTargetException thrown =
        assertThrows(InvocationTargetException.class, () -> call("work", -1));
    assertSame(IllegalArgumentException.class, thrown.getCause().getClass());
    assertEquals(
        "exit 1 java.lang.IllegalArgumentException: negative 0.0", seen().get(seen().size() - 1));
  }

  @Test
  void testAProbeThatThrowsReachesNobody() throws Exception {
    assertEquals("turned 13", call("once", 13));
    assertEquals(List.of("0 turned 13"), seen());
  }

  @Test
  void testAMethodOfTheUsersOwnThatOnlyBearsTheNameIsNotLed() throws Exception {
    assertEquals("own 5", call("own"));
    assertEquals(List.of(), seen());
  }
}

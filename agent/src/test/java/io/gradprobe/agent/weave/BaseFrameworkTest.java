package io.gradprobe.agent.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.AgentLoader;
import io.gradprobe.AgentLoaders;
import io.gradprobe.MemoryLoader;
import io.gradprobe.SourceCompiler;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A framework that is built on another one, and whose probes use the other's. */
class BaseFrameworkTest {
  private record Plain(
      String name, String probePackage, Set<String> probeClasses, Framework base, String prefix)
      implements Framework {
    @Override
    public List<ProbePoint> points() {
      return List.of();
    }

    @Override
    public List<String> packages() {
      return List.of();
    }

    @Override
    public List<String> memberPrefixes() {
      return List.of(prefix);
    }
  }

  private static final Map<String, String> SOURCES =
      Map.of(
          "low.Array", "package low; public class Array { public int size = 3; }",
          "high.Net",
              "package high; public class Net { public low.Array array = new low.Array(); }",
          "lowprobe.Counts",
              """
              package lowprobe;
              public final class Counts {
                public static int calls;
                public static int of(low.Array a) { calls++; return a.size; }
              }
              """,
          "lowprobe.CallsProbe",
              """
              package lowprobe;
              public final class CallsProbe { public static int enter() { return Counts.calls; } }
              """,
          "highprobe.NetProbe",
              """
              package highprobe;
              public final class NetProbe {
                public static int enter(high.Net net) { return lowprobe.Counts.of(net.array); }
              }
              """);

  private final Framework low =
      new Plain("Low", "lowprobe", Set.of("lowprobe.Counts", "lowprobe.CallsProbe"), null, "low/");
  private final Framework high =
      new Plain("High", "highprobe", Set.of("highprobe.NetProbe"), low, "high/");

  @TempDir private Path folder;
  private Map<String, byte[]> classes;
  private Linkers linkers;

  @BeforeEach
  void pack() throws Exception {
    classes = SourceCompiler.compile(folder, SOURCES);
    AgentLoader agent =
        AgentLoaders.of(folder.resolve("agent.jar"), select("lowprobe.|highprobe."));
    linkers = new Linkers(agent, List.of(low, high));
  }

  private Map<String, byte[]> select(String prefixes) {
    return classes.entrySet().stream()
        .filter(e -> e.getKey().matches("(" + prefixes + ").*"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private CallSite link(ClassLoader program, MethodType type, String probe) throws Exception {
    Class<?> caller = program.loadClass("low.Array");
    MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(caller, MethodHandles.lookup());
    return linkers.link(lookup, "enter", type, probe);
  }

  @Test
  void testItsProbesShareTheClassesOfTheBase() throws Throwable {
    MemoryLoader program = new MemoryLoader(select("low\\.|high\\."));
    Class<?> net = program.loadClass("high.Net");
    CallSite above = link(program, MethodType.methodType(int.class, net), "highprobe.NetProbe");
    Object made = net.getConstructor().newInstance();
    assertEquals(3, above.dynamicInvoker().invokeWithArguments(made));
    CallSite below = link(program, MethodType.methodType(int.class), "lowprobe.CallsProbe");
    assertEquals(1, below.dynamicInvoker().invokeWithArguments());
  }

  @Test
  void testTheBaseWorksWithoutIt() throws Throwable {
    MemoryLoader program = new MemoryLoader(select("low\\."));
    try (Stderr stderr = new Stderr()) {
      CallSite below = link(program, MethodType.methodType(int.class), "lowprobe.CallsProbe");
      assertEquals(0, below.dynamicInvoker().invokeWithArguments());
      assertEquals("", stderr.text());
    }
  }

  @Test
  void testItIsLeftAloneWithTheBaseAndOneLineSaysSo() throws Throwable {
    Map<String, String> other = Map.of("low.Array", SOURCES.get("low.Array").replace("size", "n"));
    Map<String, byte[]> program = select("high\\.");
    program.putAll(SourceCompiler.compile(folder.resolve("other"), other));
    MemoryLoader loader = new MemoryLoader(program);
    Class<?> net = loader.loadClass("high.Net");
    try (Stderr stderr = new Stderr()) {
      CallSite above = link(loader, MethodType.methodType(int.class, net), "highprobe.NetProbe");
      assertEquals(0, above.dynamicInvoker().invokeWithArguments(new Object[] {null}));
      assertTrue(stderr.text().contains("Low"), stderr::text);
      assertFalse(stderr.text().contains("High"), stderr::text);
    }
  }
}

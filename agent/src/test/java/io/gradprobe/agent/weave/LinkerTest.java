package io.gradprobe.agent.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.AgentLoader;
import io.gradprobe.AgentLoaders;
import io.gradprobe.MemoryLoader;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkerTest {
  @TempDir private Path folder;
  private Toy toy;
  private AgentLoader agent;
  private Linker linker;

  @BeforeEach
  void pack() throws Exception {
    toy = new Toy(folder);
    agent = AgentLoaders.of(folder.resolve("agent.jar"), toy.probes);
    linker = new Linker(agent, toy, null);
  }

  private static MethodHandles.Lookup caller(ClassLoader program) throws Exception {
    return MethodHandles.privateLookupIn(program.loadClass("toy.Loop"), MethodHandles.lookup());
  }

  private CallSite linkEnter(ClassLoader program) throws Exception {
    Class<?> loop = program.loadClass("toy.Loop");
    return linker.link(
        caller(program),
        "enter",
        MethodType.methodType(String.class, loop, int.class),
        "probes.TurnProbe");
  }

  private static List<?> seen(ClassLoader program) throws Exception {
    return (List<?>) program.loadClass("toy.Loop").getField("SEEN").get(null);
  }

  private static Object call(CallSite site, ClassLoader program, int n) throws Throwable {
    Object loop = program.loadClass("toy.Loop").getConstructor().newInstance();
    return site.dynamicInvoker().invokeWithArguments(loop, n);
  }

  @Test
  void testBindsToAProbeThatUsesTheProgramsOwnTypes() throws Throwable {
    MemoryLoader program = new MemoryLoader(toy.program);
    assertEquals("token5", call(linkEnter(program), program, 5));
    assertEquals(List.of("enter 5 of loop on base"), seen(program));
  }

  @Test
  void testEachProgramLoaderHasItsOwnProbes() throws Throwable {
    MemoryLoader one = new MemoryLoader(toy.program);
    MemoryLoader two = new MemoryLoader(toy.program);
    call(linkEnter(one), one, 1);
    call(linkEnter(two), two, 2);
    assertEquals(List.of("enter 1 of loop on base"), seen(one));
    assertEquals(List.of("enter 2 of loop on base"), seen(two));
  }

  @Test
  void testProbesOfOneLoaderAreDefinedOnce() throws Throwable {
    MemoryLoader program = new MemoryLoader(toy.program);
    call(linkEnter(program), program, 1);
    call(linkEnter(program), program, 2);
    assertEquals(2, seen(program).size());
    assertNotSame(linkEnter(program), linkEnter(program));
  }

  @Test
  void testProbeThatThrowsReachesNobody() throws Throwable {
    MemoryLoader program = new MemoryLoader(toy.program);
    CallSite site = linkEnter(program);
    assertSame(null, call(site, program, 13));
    assertEquals("token5", call(site, program, 5));
  }

  @Test
  void testUnsupportedVersionIsLeftAloneWithOneLine() throws Throwable {
    Map<String, byte[]> other =
        toy.programWith(folder, "toy.Loop", Toy.LOOP.replace("int calls", "int turns"));
    MemoryLoader program = new MemoryLoader(other);
    try (Stderr stderr = new Stderr()) {
      assertSame(null, call(linkEnter(program), program, 5));
      assertSame(null, call(linkEnter(program), program, 5));
      assertEquals(
          List.of(
              "gradprobe: this version of Toy is not supported (it lacks toy.Loop.calls:I); it is"
                  + " left alone"),
          stderr.lines());
      assertEquals(1, stderr.text().lines().count());
    }
    assertEquals(List.of(), seen(program));
    MemoryLoader good = new MemoryLoader(toy.program);
    assertEquals("token5", call(linkEnter(good), good, 5));
  }

  @Test
  void testProbeThatDoesNotExistIsLeftOutWithOneLine() throws Throwable {
    MemoryLoader program = new MemoryLoader(toy.program);
    try (Stderr stderr = new Stderr()) {
      CallSite site =
          linker.link(
              caller(program),
              "enter",
              MethodType.methodType(boolean.class, long.class),
              "probes.Gone");
      assertEquals(false, site.dynamicInvoker().invokeWithArguments(3L));
      assertEquals(1, stderr.text().lines().count(), stderr::text);
      assertTrue(stderr.lines().get(0).contains("probes.Gone.enter"), stderr::text);
    }
  }

  @Test
  void testMethodOfAnotherShapeIsLeftOut() throws Throwable {
    MemoryLoader program = new MemoryLoader(toy.program);
    try (Stderr stderr = new Stderr()) {
      CallSite site =
          linker.link(
              caller(program),
              "enter",
              MethodType.methodType(int.class, String.class),
              "probes.SkipProbe");
      assertEquals(0, site.dynamicInvoker().invokeWithArguments("x"));
      assertEquals(1, stderr.text().lines().count(), stderr::text);
    }
  }

  @Test
  void testHandleTakesWhatABootstrapMethodTakes() throws Throwable {
    MemoryLoader program = new MemoryLoader(new HashMap<>(toy.program));
    CallSite site =
        (CallSite)
            new Linkers(agent, List.of(new Bare("other/"), toy))
                .handle()
                .invokeWithArguments(
                    caller(program),
                    "enter",
                    MethodType.methodType(boolean.class, long.class),
                    "probes.SkipProbe");
    assertEquals(true, site.dynamicInvoker().invokeWithArguments(7L));
    assertEquals(false, site.dynamicInvoker().invokeWithArguments(8L));
  }

  @Test
  void testProbeOfNoFrameworkIsBoundToNothing() throws Throwable {
    MemoryLoader program = new MemoryLoader(new HashMap<>(toy.program));
    CallSite site =
        new Linkers(agent, List.of(new Bare("other/")))
            .link(
                caller(program),
                "enter",
                MethodType.methodType(boolean.class, long.class),
                "probes.SkipProbe");
    assertEquals(false, site.dynamicInvoker().invokeWithArguments(7L));
  }

  @Test
  void testAFrameworkThatIsNotThereIsLeftAloneWithoutAWord() throws Throwable {
    Framework absent =
        new LikeFramework(toy) {
          @Override
          public Set<String> probeClasses() {
            return Set.of("probes.Gone");
          }

          @Override
          public String sign() {
            return "toy/Engine";
          }
        };
    MemoryLoader program = new MemoryLoader(toy.program);
    try (Stderr stderr = new Stderr()) {
      CallSite site =
          new Linker(agent, absent, null)
              .link(
                  caller(program),
                  "enter",
                  MethodType.methodType(boolean.class, long.class),
                  "probes.SkipProbe");
      assertEquals(false, site.dynamicInvoker().invokeWithArguments(7L));
      assertEquals("", stderr.text());
    }
  }
}

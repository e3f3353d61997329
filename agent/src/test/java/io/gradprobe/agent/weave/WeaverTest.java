package io.gradprobe.agent.weave;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.AgentLoader;
import io.gradprobe.AgentLoaders;
import io.gradprobe.MemoryLoader;
import io.gradprobe.agent.TapPlaces;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeaverTest {
  @TempDir private static Path folder;
  private static Toy toy;
  private static AgentLoader agent;
  private static Instrumentation instrumentation;

  /** One for all tests: the class that it defines in java.lang is there for good. */
  private static Weaver weaver;

  @BeforeAll
  static void prepare() throws Exception {
    toy = new Toy(folder);
    agent = AgentLoaders.of(folder.resolve("agent.jar"), toy.agentClasses());
    instrumentation = OwnInstrumentation.get(folder);
    weaver = weaver();
  }

  private static Weaver weaver() throws ReflectiveOperationException {
    return new Weaver(
        agent,
        instrumentation,
        List.of(toy),
        name -> false,
        name -> false,
        () -> new TapPlaces(List.of()));
  }

  private static byte[] weave(MemoryLoader program, String name) {
    return weaver.transform(null, program, name.replace('.', '/'), null, null, program.bytes(name));
  }

  private static MemoryLoader woven(Map<String, byte[]> classes) {
    MemoryLoader program = new MemoryLoader(classes);
    byte[] bytes = weave(program, "toy.Loop");
    assertNotNull(bytes);
    program.replace("toy.Loop", bytes);
    return program;
  }

  private static Object turn(MemoryLoader program, int n) throws Exception {
    Class<?> loop = program.loadClass("toy.Loop");
    return loop.getMethod("turn", int.class).invoke(loop.getConstructor().newInstance(), n);
  }

  private static List<?> seen(MemoryLoader program) throws Exception {
    return (List<?>) program.loadClass("toy.Loop").getField("SEEN").get(null);
  }

  @Test
  void testWovenMethodCallsItsProbe() throws Exception {
    MemoryLoader program = woven(toy.program);
    assertEquals(6, turn(program, 5));
    assertEquals(List.of("enter 5 of loop on base", "exit token5"), seen(program));
  }

  @Test
  void testExceptionsOfTheProgramPassAndAreSeen() throws Exception {
    MemoryLoader program = woven(toy.program);
    InvocationTargetException thrown =
        assertThrows(InvocationTargetException.class, () -> turn(program, -1));
    assertEquals("negative", thrown.getCause().getMessage());
    assertEquals(List.of("enter -1 of loop on base", "exit token-1 negative"), seen(program));
  }

  @Test
  void testExceptionsOfTheProbeStayInside() throws Exception {
    MemoryLoader program = woven(toy.program);
    assertEquals(14, turn(program, 13));
    assertEquals(List.of("exit null"), seen(program));
  }

  @Test
  void testProbeMaySkipTheMethod() throws Exception {
    MemoryLoader program = woven(toy.program);
    Class<?> loop = program.loadClass("toy.Loop");
    Method quiet = loop.getMethod("quiet", long.class);
    assertEquals(0L, quiet.invoke(loop.getConstructor().newInstance(), 7L));
    assertEquals(8L, quiet.invoke(loop.getConstructor().newInstance(), 8L));
  }

  @Test
  void testAddsNoMemberAndNoInterface() throws Exception {
    Class<?> plain = new MemoryLoader(toy.program).loadClass("toy.Loop");
    Class<?> changed = woven(toy.program).loadClass("toy.Loop");
    assertEquals(names(plain.getDeclaredMethods()), names(changed.getDeclaredMethods()));
    assertEquals(names(plain.getDeclaredFields()), names(changed.getDeclaredFields()));
    assertEquals(names(plain.getInterfaces()), names(changed.getInterfaces()));
    assertEquals(plain.getModifiers(), changed.getModifiers());
  }

  private static List<String> names(Object[] members) {
    return Arrays.stream(members).map(Object::toString).sorted().toList();
  }

  @Test
  void testWeavingIsTheSameEachTime() {
    assertArrayEquals(
        weave(new MemoryLoader(toy.program), "toy.Loop"),
        weave(new MemoryLoader(toy.program), "toy.Loop"));
  }

  @Test
  void testOtherClassesAreLeftAlone() throws Exception {
    MemoryLoader program = new MemoryLoader(toy.program);
    assertNull(weave(program, "toy.Base"));
    assertTrue(weaver.weaves(program.loadClass("toy.Loop"), RunningMethods.now()));
    assertFalse(weaver.weaves(program.loadClass("toy.Base"), RunningMethods.now()));
    assertFalse(weaver.weaves(String.class, RunningMethods.now()));
  }

  @Test
  void testLoadsNoClassOfTheProgram() {
    MemoryLoader program =
        new MemoryLoader(toy.program) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            throw new AssertionError(name);
          }
        };
    assertNotNull(weave(program, "toy.Loop"));
  }

  @Test
  void testUnsupportedVersionOfTheFrameworkRunsAsIfUnwoven() throws Exception {
    MemoryLoader program =
        woven(toy.programWith(folder, "toy.Base", Toy.BASE.replace("own()", "gone()")));
    try (Stderr stderr = new Stderr()) {
      assertEquals(6, turn(program, 5));
      assertEquals(6, turn(program, 5));
      assertEquals(1, stderr.text().lines().count(), stderr::text);
      assertTrue(stderr.text().contains("toy.Loop.own()"), stderr::text);
    }
    assertEquals(List.of(), seen(program));
  }

  @Test
  void testClassFileNewerThanIsKnownIsLeftAloneWithOneClearLine() {
    MemoryLoader program = new MemoryLoader(toy.program);
    byte[] newer = program.bytes("toy.Loop").clone();
    newer[7] = (byte) 200;
    program.replace("toy.Loop", newer);
    try (Stderr stderr = new Stderr()) {
      assertNull(weave(program, "toy.Loop"));
      assertNull(weave(program, "toy.Loop"));
      assertEquals(1, stderr.text().lines().count(), stderr::text);
      String line = stderr.lines().get(0);
      assertTrue(line.contains("toy.Loop"), line);
      assertTrue(line.contains("200"), line);
      assertFalse(line.contains("Exception"), () -> "an exception's name is no help: " + line);
      assertFalse(line.contains("Byte Buddy"), () -> "not the user's business: " + line);
    }
  }

  @Test
  void testGarbageIsLeftAloneWithOneLine() {
    MemoryLoader program = new MemoryLoader(toy.program);
    program.replace("toy.Loop", new byte[] {1, 2, 3});
    try (Stderr stderr = new Stderr()) {
      assertNull(weave(program, "toy.Loop"));
      assertEquals(1, stderr.text().lines().count(), stderr::text);
      assertTrue(stderr.text().contains("toy.Loop"), stderr::text);
    }
  }

  @Test
  void testSecondStartInTheSameProcessFindsTheDispatcher() {
    assertDoesNotThrow(WeaverTest::weaver);
  }
}

package io.gradprobe.agent.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.gradprobe.AgentLoader;
import io.gradprobe.AgentLoaders;
import io.gradprobe.MemoryLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceCheckTest {
  @TempDir private Path folder;
  private Toy toy;
  private AgentLoader agent;

  @BeforeEach
  void pack() throws Exception {
    toy = new Toy(folder);
    agent = AgentLoaders.of(folder.resolve("agent.jar"), toy.probes);
  }

  private String missing(String probe, Map<String, byte[]> program) throws Exception {
    return new ReferenceCheck(agent, new MemoryLoader(program), toy).missingFor(probe);
  }

  private String missingWith(String type, String source) throws Exception {
    return missing("probes.TurnProbe", toy.programWith(folder, type, source));
  }

  @Test
  void testEverythingIsThereInheritedMembersIncluded() throws Exception {
    for (String probe : toy.probeClasses()) {
      assertNull(missing(probe, toy.program), probe);
    }
  }

  @Test
  void testMissingField() throws Exception {
    assertEquals(
        "toy.Loop.calls:I", missingWith("toy.Loop", Toy.LOOP.replace("int calls", "int turns")));
  }

  @Test
  void testFieldOfAnotherType() throws Exception {
    assertEquals(
        "toy.Loop.calls:I", missingWith("toy.Loop", Toy.LOOP.replace("int calls", "long calls")));
  }

  @Test
  void testMissingMethodOfTheSuperclass() throws Exception {
    assertEquals(
        "toy.Loop.own()Ljava/lang/String;",
        missingWith("toy.Base", Toy.BASE.replace("own()", "gone()")));
  }

  @Test
  void testMethodOfTheSuperclassThatReturnsAnotherType() throws Exception {
    assertEquals(
        "toy.Loop.own()Ljava/lang/String;",
        missingWith("toy.Base", Toy.BASE.replace("String own", "CharSequence own")));
  }

  @Test
  void testMissingMethodOfTheInterface() throws Exception {
    assertEquals(
        "toy.Loop.title()Ljava/lang/String;",
        missingWith("toy.Named", Toy.NAMED.replace("title()", "gone()")));
  }

  @Test
  void testMissingClass() throws Exception {
    Map<String, byte[]> program = new HashMap<>(toy.program);
    program.remove("toy.Loop");
    assertEquals("toy.Loop.SEEN:Ljava/util/List;", missing("probes.Helper", program));
  }

  @Test
  void testMissingSuperclass() throws Exception {
    Map<String, byte[]> program = new HashMap<>(toy.program);
    program.remove("toy.Base");
    assertEquals("toy.Loop.own()Ljava/lang/String;", missing("probes.TurnProbe", program));
  }

  @Test
  void testMissingProbe() throws Exception {
    assertEquals("probes.Gone", missing("probes.Gone", toy.program));
  }

  @Test
  void testClassFileThatCannotBeReadCountsAsMissing() throws Exception {
    Map<String, byte[]> program = new HashMap<>(toy.program);
    byte[] newer = program.get("toy.Loop").clone();
    newer[7] = (byte) 200;
    program.put("toy.Loop", newer);
    assertEquals("toy.Loop.SEEN:Ljava/util/List;", missing("probes.Helper", program));
  }

  @Test
  void testTypesOutsideTheFrameworkAreNotLookedFor() throws Exception {
    assertNull(
        new ReferenceCheck(agent, new MemoryLoader(Map.of()), new Bare("other/"))
            .missingFor("probes.TurnProbe"));
  }
}

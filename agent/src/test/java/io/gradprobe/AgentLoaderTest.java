package io.gradprobe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentLoaderTest {
  @TempDir private Path folder;

  private Map<String, byte[]> classes;
  private AgentLoader loader;

  @BeforeEach
  void pack() throws Exception {
    classes =
        SourceCompiler.compile(
            folder, Map.of("in.Inside", "package in; public class Inside { class Nested {} }"));
    loader = AgentLoaders.of(folder.resolve("a b.jar"), classes);
  }

  @Test
  void testDefinesItsOwnClasses() throws Exception {
    Class<?> inside = loader.loadClass("in.Inside");
    assertSame(loader, inside.getClassLoader());
    assertSame(inside, loader.loadClass("in.Inside"));
    assertSame(loader, loader.loadClass("in.Inside$Nested").getClassLoader());
  }

  @Test
  void testKnowsThePlatformAndNotTheProgram() throws Exception {
    assertSame(String.class, loader.loadClass("java.lang.String"));
    assertEquals("java.sql.Connection", loader.loadClass("java.sql.Connection").getName());
    assertThrows(
        ClassNotFoundException.class, () -> loader.loadClass("org.junit.jupiter.api.Test"));
    assertThrows(ClassNotFoundException.class, () -> loader.loadClass("in.Missing"));
    assertThrows(ClassNotFoundException.class, () -> loader.loadClass("io.gradprobe.Agent"));
  }

  @Test
  void testSharesItsOwnClassWithTheProgram() throws Exception {
    assertSame(AgentLoader.class, loader.loadClass(AgentLoader.class.getName()));
    assertNotSame(loader, AgentLoader.class.getClassLoader());
  }

  @Test
  void testReadsResourcesOfTheIsolatedPartOnly() throws Exception {
    assertArrayEquals(classes.get("in.Inside"), loader.read("in/Inside.class"));
    try (InputStream in = loader.getResourceAsStream("META-INF/words.txt")) {
      assertEquals("inside", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    assertNull(loader.getResourceAsStream("outside.txt"));
    assertNull(loader.read("outside.txt"));
    assertNull(loader.getResource("outside.txt"));
  }

  @Test
  void testUrlsCanBeOpened() throws Exception {
    List<URL> urls = Collections.list(loader.getResources("META-INF/words.txt"));
    assertEquals(1, urls.size());
    try (InputStream in = urls.get(0).openStream()) {
      assertEquals("inside", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    try (InputStream in = loader.getResource("in/Inside.class").openStream()) {
      assertArrayEquals(classes.get("in.Inside"), in.readAllBytes());
    }
    assertFalse(loader.getResources("nothing.txt").hasMoreElements());
  }
}

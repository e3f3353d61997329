package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.testing.Layout;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the packaged jar: visible on the program's class path, and isolated from it. */
class AgentPackagingTest {
  private static final long MOST_BYTES = 12L << 20;
  private static final String SERVICES = "inst/META-INF/services/";

  private static Path file;
  private static JarFile jar;

  /** Names of files in the order in which they stand, duplicates included. */
  private static List<String> names;

  @BeforeAll
  static void open() throws IOException {
    file = Layout.agentJar();
    jar = new JarFile(file.toFile());
    names = new ArrayList<>();
    names.add(JarFile.MANIFEST_NAME);
    try (JarInputStream in = new JarInputStream(Files.newInputStream(file))) {
      for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
        if (!entry.isDirectory()) {
          names.add(entry.getName());
        }
      }
    }
  }

  @AfterAll
  static void close() throws IOException {
    jar.close();
  }

  private static List<String> under(String prefix) {
    return names.stream().filter(n -> n.startsWith(prefix)).toList();
  }

  private static List<String> lines(String entry) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getJarEntry(entry))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    }
  }

  @Test
  void testManifest() throws IOException {
    Attributes main = jar.getManifest().getMainAttributes();
    assertEquals("io.gradprobe.Agent", main.getValue("Main-Class"));
    assertEquals("io.gradprobe.Agent", main.getValue("Premain-Class"));
    assertEquals("io.gradprobe.Agent", main.getValue("Agent-Class"));
    assertEquals("true", main.getValue("Can-Retransform-Classes"));
    assertEquals("true", main.getValue("Can-Redefine-Classes"));
    assertEquals("gradprobe", main.getValue("Implementation-Title"));
    assertTrue(main.getValue("Implementation-Version").matches("\\d+\\.\\d+\\.\\d+.*"));
    assertNull(main.getValue("Boot-Class-Path"));
    assertNull(main.getValue("Class-Path"));
    assertNull(main.getValue("Multi-Release"));
    assertNull(main.getValue("Launcher-Agent-Class"));
  }

  @Test
  void testTwoClassesAreVisible() {
    assertEquals(
        List.of("io/gradprobe/Agent.class", "io/gradprobe/AgentLoader.class"),
        names.stream().filter(n -> n.endsWith(".class")).sorted().toList());
  }

  @Test
  void testNothingElseIsVisibleButTheManifestAndTheLicence() {
    Set<String> allowed =
        Set.of(
            JarFile.MANIFEST_NAME,
            "META-INF/LICENSE",
            "io/gradprobe/Agent.class",
            "io/gradprobe/AgentLoader.class");
    assertEquals(
        List.of(),
        names.stream().filter(n -> !n.startsWith("inst/") && !allowed.contains(n)).toList());
  }

  @Test
  void testLicenceIsThere() {
    assertTrue(names.contains("META-INF/LICENSE"), "META-INF/LICENSE");
  }

  @Test
  void testIsolatedClassesAreNoClassFilesByName() {
    assertTrue(under("inst/").stream().filter(n -> n.endsWith(".classdata")).count() > 1000);
    assertEquals(List.of(), under("inst/").stream().filter(n -> n.endsWith(".class")).toList());
    assertEquals(List.of(), under("inst/io/gradprobe/Agent"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io/gradprobe/agent/AgentCore",
        "io/gradprobe/agent/weave/Weaver",
        "io/gradprobe/agent/djl/probe/Forwards",
        "io/gradprobe/runtime/TrainingRun",
        "io/gradprobe/collectors/cli/Main",
        "io/gradprobe/collectors/jfr/JfrCollector",
        "net/bytebuddy/asm/Advice",
        "org/objectweb/asm/ClassReader",
        "io/opentelemetry/sdk/OpenTelemetrySdk",
        "okhttp3/OkHttpClient"
      })
  void testIsolatedPartHolds(String type) {
    assertNotNull(jar.getJarEntry("inst/" + type + ".classdata"), type);
  }

  /** Frameworks, logging and test libraries come from the program or not at all. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ai/djl/",
        "org/slf4j/",
        "org/junit/",
        "com/tngtech/",
        "io/gradprobe/demo/",
        "com/sun/jna/",
        "net/bytebuddy/agent/"
      })
  void testIsolatedPartDoesNotHold(String prefix) {
    assertEquals(List.of(), under("inst/" + prefix));
    assertEquals(List.of(), under(prefix));
  }

  @Test
  void testNoEntryTwice() {
    Set<String> seen = new HashSet<>();
    List<String> twice = names.stream().filter(n -> !seen.add(n)).toList();
    assertEquals(List.of(), twice);
  }

  @Test
  void testNoNameOnTwoLettersCasesOnly() {
    Set<String> seen = new HashSet<>();
    List<String> clash =
        names.stream()
            .filter(n -> n.startsWith("inst/io/gradprobe/"))
            .filter(n -> !seen.add(n.toLowerCase(java.util.Locale.ROOT)))
            .toList();
    assertEquals(List.of(), clash);
  }

  @Test
  void testCollectorsAreAnnounced() throws IOException {
    Set<String> factories =
        Set.copyOf(lines(SERVICES + "io.gradprobe.runtime.collector.CollectorFactory"));
    assertEquals(
        Set.of(
            "io.gradprobe.collectors.console.ConsoleCollectorFactory",
            "io.gradprobe.collectors.jfr.JfrCollectorFactory",
            "io.gradprobe.collectors.otel.OtelCollectorFactory"),
        factories);
  }

  @Test
  void testServicesOfAllLibrariesAreMerged() throws IOException {
    List<String> files = under(SERVICES);
    assertTrue(files.size() >= 5, files::toString);
    for (String service : files) {
      List<String> providers = lines(service);
      assertTrue(!providers.isEmpty(), service);
      assertEquals(new HashSet<>(providers).size(), providers.size(), service + " " + providers);
      for (String provider : providers) {
        String entry = "inst/" + provider.replace('.', '/') + ".classdata";
        assertNotNull(jar.getJarEntry(entry), service + " names " + provider);
      }
    }
    List<String> exporters =
        lines(
            SERVICES
                + "io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSpanExporterProvider");
    assertTrue(exporters.stream().anyMatch(e -> e.contains("otlp")), exporters::toString);
  }

  @Test
  void testEveryClassRunsOnJava17() throws IOException {
    for (String name : names) {
      if (name.endsWith(".class") || name.endsWith(".classdata")) {
        try (DataInputStream in = new DataInputStream(jar.getInputStream(jar.getJarEntry(name)))) {
          assertEquals(0xCAFEBABE, in.readInt(), name);
          in.readUnsignedShort();
          int major = in.readUnsignedShort();
          assertTrue(major <= 61, () -> name + " is of version " + major);
        }
      }
    }
  }

  @Test
  void testSize() throws IOException {
    assertTrue(Files.size(file) < MOST_BYTES, () -> file + " is too large");
  }
}

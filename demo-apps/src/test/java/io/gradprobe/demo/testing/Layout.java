package io.gradprobe.demo.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where things lie: the packaged agent, and the demos' classes and sources of the module whose
 * tests run.
 */
public final class Layout {
  private static final String JAR_PROPERTY = "test.agent.jar";
  private static final Path MODULE = Path.of("").toAbsolutePath();

  private Layout() {}

  /** The packaged agent; the system property {@code test.agent.jar} names another one. */
  public static Path agentJar() {
    Path jar =
        Path.of(System.getProperty(JAR_PROPERTY, "../agent/target/gradprobe.jar"))
            .toAbsolutePath()
            .normalize();
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(
          jar + " is missing: these tests drive the packaged agent, so build with 'package'");
    }
    return jar;
  }

  /** OpenTelemetry's own agent. */
  public static Path openTelemetryAgent() {
    return MODULE.resolve("target/agents/opentelemetry-javaagent.jar");
  }

  /** The class path of a demo: its classes and its framework, and nothing that only tests need. */
  public static String demoClassPath() {
    return demoClassPath(MODULE);
  }

  /** That of a demo with DJL, whichever module's tests run. */
  public static String djlClassPath() {
    return demoClassPath(MODULE.resolveSibling("demo-apps"));
  }

  private static String demoClassPath(Path module) {
    try {
      String libraries = Files.readString(module.resolve("target/demo-classpath.txt")).trim();
      return module.resolve("target/classes") + File.pathSeparator + libraries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The class path of a test's own program: that of a demo, and the classes of tests. */
  public static String programClassPath() {
    String own = MODULE.resolve("target/test-classes") + File.pathSeparator + demoClassPath();
    Path shared = classesOf(Layout.class);
    return shared.startsWith(MODULE) ? own : own + File.pathSeparator + shared;
  }

  /** The folder of class files that a class was loaded from. */
  public static Path classesOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The folder of the demos' sources of one package, such as {@code faults} or {@code a.b}. */
  public static Path demoSources(String subpackage) {
    return MODULE.resolve("src/main/java/io/gradprobe/demo").resolve(subpackage.replace('.', '/'));
  }

  /** The folder of real data; it need not be there. */
  public static Path realData() {
    return MODULE.resolve("../../shared/data").normalize();
  }
}

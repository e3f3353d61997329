package io.gradprobe.demo.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** The JDKs at hand: the one that runs the tests, and those that stand beside it. */
public final class Jdks {
  private static final int NEWER = 25;

  private Jdks() {}

  /** The JDK that runs the tests. */
  public static Path current() {
    return Path.of(System.getProperty("java.home"));
  }

  /** JDK 25; the calling test is skipped where none stands beside the one that runs. */
  public static Path newer() {
    Optional<Path> found = find(NEWER);
    assumeTrue(
        found.isPresent(),
        () -> "skipped: no JDK " + NEWER + " beside " + current() + " or JAVA_HOME");
    return found.orElseThrow();
  }

  private static Optional<Path> find(int version) {
    String variable = System.getenv("JAVA_HOME");
    Stream<Path> homes = Stream.of(current());
    if (variable != null && !variable.isBlank()) {
      homes = Stream.concat(homes, Stream.of(Path.of(variable)));
    }
    return homes
        .map(Jdks::real)
        .map(Path::getParent)
        .distinct()
        .flatMap(folder -> children(folder).stream())
        .filter(home -> version(home) == version)
        .findFirst();
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath();
    }
  }

  private static List<Path> children(Path folder) {
    if (folder == null) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  // The major version of a JDK with a compiler and all tools; 0 where it is none.
  private static int version(Path home) {
    if (!Files.isExecutable(home.resolve("bin/javac"))) {
      return 0;
    }
    Properties release = new Properties();
    try (InputStream in = Files.newInputStream(home.resolve("release"))) {
      release.load(in);
    } catch (IOException e) {
      return 0;
    }
    String text = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
    return Integer.parseInt(text.split("[^0-9]")[0]);
  }
}

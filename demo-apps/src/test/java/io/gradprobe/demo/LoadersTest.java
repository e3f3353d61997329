package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.abort;

import io.gradprobe.demo.apps.PendulumRegression;
import io.gradprobe.demo.faults.GradientWiped;
import io.gradprobe.demo.programs.NestedLauncher;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Layout;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DJL in class loaders of its own is observed as on the plain class path. */
class LoadersTest {
  private static final List<String> BARE_ARRAYS =
      List.of(PendulumRegression.class.getName(), "--fault", "stale-gradient");
  private static final List<String> TRAINER = List.of(GradientWiped.class.getName());

  @TempDir Path folder;

  @Test
  void childFirstLoaderBelowTheSystemLoader() throws IOException {
    checkLikePlain("child-first", TRAINER);
    checkLikePlain("child-first", BARE_ARRAYS);
  }

  @Test
  void loaderThatDoesNotDelegateToTheSystemLoader() throws IOException {
    checkLikePlain("platform", TRAINER);
    checkLikePlain("platform", BARE_ARRAYS);
  }

  @Test
  void twoLoadersOneAfterTheOther() throws IOException {
    List<Path> natives = List.of(nativeLibraries(), linkedNativeLibraries());
    Recording nested = nested("platform", natives, TRAINER);
    assertEquals(2, nested.runs().size());
    Set<String> expected = essence(plain(TRAINER).findings());
    for (String run : nested.runs()) {
      assertEquals(expected, essence(nested.findings(f -> f.run().equals(run))));
    }
  }

  private void checkLikePlain(String kind, List<String> program) throws IOException {
    Recording plain = plain(program);
    assertFalse(plain.findings().isEmpty());
    Recording nested = nested(kind, List.of(nativeLibraries()), program);
    assertEquals(essence(plain.findings()), essence(nested.findings()));
    assertEquals(plain.events("Step").size(), nested.events("Step").size());
  }

  private static Recording plain(List<String> program) {
    return success(Fork.of(program.toArray(String[]::new)).quick().recorded("console=off").run());
  }

  private Recording nested(String kind, List<Path> natives, List<String> program)
      throws IOException {
    List<String> words = new ArrayList<>(List.of(NestedLauncher.class.getName(), kind));
    words.add(Layout.demoClassPath());
    words.add(String.join(File.pathSeparator, natives.stream().map(Path::toString).toList()));
    words.addAll(program);
    return success(
        Fork.of(words.toArray(String[]::new))
            .quick()
            .classPath(launcherAlone().toString())
            // The launcher gives each loader a folder of its own; a variable would overrule it.
            .environment("DJL_CACHE_DIR", null)
            .environment("ENGINE_CACHE_DIR", null)
            .recorded("console=off")
            .run());
  }

  private static Recording success(Result result) {
    assertEquals(0, result.exitCode(), result::toString);
    assertEquals("", result.err());
    return result.recording();
  }

  private static Set<String> essence(Collection<Found> findings) {
    Set<String> set = new TreeSet<>();
    findings.forEach(f -> set.add(f.essence() + " " + f.step()));
    return set;
  }

  private Path launcherAlone() throws IOException {
    Path name = Path.of(NestedLauncher.class.getName().replace('.', '/')).getParent();
    Path from = Layout.classesOf(NestedLauncher.class).resolve(name);
    Path to = Files.createDirectories(folder.resolve("launcher").resolve(name));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("Nested")).toList()) {
        Files.write(to.resolve(file.getFileName()), Files.readAllBytes(file));
      }
    }
    return folder.resolve("launcher");
  }

  private static Path nativeLibraries() {
    String named = System.getenv("DJL_CACHE_DIR");
    return named != null
        ? Path.of(named)
        : Path.of(System.getProperty("user.home"), ".djl.ai").toAbsolutePath();
  }

  // A JVM loads a library for one class loader only, and tells libraries apart by their paths.
  // Links have paths of their own, while the system's linker sees the one file.
  private Path linkedNativeLibraries() throws IOException {
    plain(TRAINER); // unpacks them where that has not been done yet
    Path from = nativeLibraries();
    Path to = folder.resolve("natives");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.createLink(copy, file);
        }
      }
    } catch (IOException | UnsupportedOperationException e) {
      abort("skipped: can't link " + from + " into " + folder + ": " + e);
    }
    return to;
  }
}

package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.faults.StaleGradient;
import io.gradprobe.demo.testing.Compiler;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Jdks;
import io.gradprobe.demo.testing.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input costs one clear line on stderr that names it; training is unharmed. */
@TestInstance(Lifecycle.PER_CLASS)
class BadInputTest {
  @TempDir Path folder;
  private Result bare;

  @BeforeAll
  void trainBare() {
    bare = Fork.of(StaleGradient.class, "--fixed").quick().steady().run();
    assertEquals(0, bare.exitCode(), bare::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "profle=debug             | profle    | profile",
        "profile=wach             | profile   | watch",
        "budget=lots              | budget    | lots",
        "rules=-stale-gradeint    | rules     | stale-gradient",
        "rule.stale-gradeint.x=1  | stale-gradeint | stale-gradient",
        "config=/no/such/file     | config    | /no/such/file",
        "bindings=/no/such/file   | bindings  | /no/such/file",
        "on-error=explode         | on-error  | explode",
      })
  void testOptionIsNamedInOneLine(String option, String named, String alsoNamed) {
    List<String> lines =
        trained(Fork.of(StaleGradient.class, "--fixed").quick().steady().watched(option));
    assertEquals(1, lines.size(), lines::toString);
    assertTrue(lines.get(0).startsWith("gradprobe: "), lines::toString);
    assertTrue(lines.get(0).contains(named), lines::toString);
    assertTrue(lines.get(0).contains(alsoNamed), lines::toString);
  }

  @Test
  void testOptionsFromOtherSources() throws IOException {
    Path config = Files.writeString(folder.resolve("gradprobe.properties"), "consol=off\n");
    List<String> lines =
        trained(
            Fork.of(StaleGradient.class, "--fixed")
                .quick()
                .steady()
                .watched("config=" + config)
                .environment("GRADPROBE_BUDGETS", "3")
                .jvm("-Dgradprobe.profiles=debug"));
    assertEquals(3, lines.size(), lines::toString);
    String all = String.join("\n", lines);
    for (String name : List.of("consol", "GRADPROBE_BUDGETS", "gradprobe.profiles")) {
      assertTrue(all.contains(name), all);
    }
  }

  @Test
  void testUnwritableRecordPath() throws IOException {
    Path file = Files.writeString(folder.resolve("plain-file"), "x");
    for (Path path : List.of(file.resolve("run.jfr"), folder)) {
      List<String> lines =
          trained(
              Fork.of(StaleGradient.class, "--fixed").quick().steady().watched("record=" + path));
      assertEquals(1, lines.size(), lines::toString);
      assertTrue(lines.get(0).startsWith("gradprobe: record: "), lines::toString);
      assertTrue(lines.get(0).contains(path.toString()), lines::toString);
    }
  }

  @Test
  void testUnsupportedVersionOfDjl() throws IOException {
    Path classes =
        new Compiler(folder.resolve("other-djl"))
            .add(
                "ai.djl.pytorch.engine.PtNDArray",
                """
                package ai.djl.pytorch.engine;
                public class PtNDArray {}
                """)
            .add(
                "ai.djl.pytorch.jni.JniUtils",
                """
                package ai.djl.pytorch.jni;
                import ai.djl.pytorch.engine.PtNDArray;
                public final class JniUtils {
                  public static void backward(PtNDArray a, PtNDArray g, boolean k, boolean c) {
                    System.out.println("backward");
                  }
                }
                """)
            .add(
                "ai.djl.training.Trainer",
                """
                package ai.djl.training;
                public class Trainer {
                  public void step() {
                    System.out.println("step");
                  }
                }
                """)
            .add(
                "my.Train",
                """
                package my;
                public final class Train {
                  public static void main(String[] args) {
                    for (int step = 0; step < 2; step++) {
                      ai.djl.pytorch.jni.JniUtils.backward(null, null, true, false);
                      new ai.djl.training.Trainer().step();
                    }
                    System.exit(7);
                  }
                }
                """)
            .compile();
    Result result = Fork.of("my.Train").classPath(classes.toString()).watched("").run();
    assertEquals(7, result.exitCode(), result::toString);
    assertEquals(List.of("backward", "step", "backward", "step"), result.out().lines().toList());
    assertEquals(1, result.err().lines().count(), result::toString);
    assertTrue(result.err().startsWith("gradprobe: "), result::err);
    assertTrue(result.err().contains("DJL is not supported"), result::err);
  }

  @Test
  void testWovenClassesLoadOnJdk25() {
    Result result = Fork.of(StaleGradient.class).on(Jdks.newer()).recorded("console=off").run();
    assertEquals(0, result.exitCode(), result::toString);
    assertTrue(
        result.recording().findings().stream().anyMatch(f -> f.rule().equals("stale-gradient")));
  }

  // The lines of gradprobe before its summary, after a training that did as it does without.
  private List<String> trained(Fork fork) {
    Result result = fork.run();
    assertEquals(bare.out(), result.out(), result::toString);
    assertEquals(bare.exitCode(), result.exitCode(), result::toString);
    return result.ownLines().stream().filter(line -> !line.contains(" steps, loss ")).toList();
  }
}

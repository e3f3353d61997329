package io.gradprobe.agent.custom.discover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.agent.custom.binding.BindingFile;
import io.gradprobe.agent.custom.shapes.NotTraining;
import io.gradprobe.agent.custom.shapes.StaticFields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command discover, with good input and bad. */
class DiscoverCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  private int run(Object... arguments) {
    return new DiscoverCommand()
        .run(
            List.of(arguments).stream().map(Object::toString).toList(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private void assertUnusable(String message, Object... arguments) {
    err.reset();
    assertEquals(2, run(arguments));
    assertEquals("", out.toString(StandardCharsets.UTF_8));
    assertEquals(
        "gradprobe: discover: " + message + System.lineSeparator(),
        err.toString(StandardCharsets.UTF_8));
  }

  private Path jar(Class<?> program) throws IOException {
    MapSource source = MapSource.of(program);
    Path jar = folder.resolve(program.getSimpleName() + ".jar");
    try (JarOutputStream to = new JarOutputStream(Files.newOutputStream(jar))) {
      for (String name : source.names()) {
        to.putNextEntry(new JarEntry(name + ".class"));
        to.write(source.bytes(name));
      }
    }
    return jar;
  }

  @Test
  void testProposalOfAJarIsABindingFile() throws IOException {
    assertEquals(0, run(jar(StaticFields.class)));
    String text = out.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("# CERTAIN: works without a file too\n# - "), text);
    assertTrue(text.contains("\n[StaticFields]\nvalue = "), text);
    BindingFile file = BindingFile.parse("b", out.toByteArray());
    assertEquals(List.of(), file.problems());
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void testProposalOfADirectoryIntoAFile() throws IOException {
    jar(StaticFields.class);
    Path file = folder.resolve("found.properties");
    assertEquals(0, run(folder, "-o", file));
    assertEquals(List.of(), BindingFile.read(file).problems());
    String text = out.toString(StandardCharsets.UTF_8);
    assertTrue(text.startsWith("CERTAIN  " + StaticFields.class.getName() + ".w  by  "), text);
    assertTrue(text.endsWith("written to " + file + System.lineSeparator()), text);
    out.reset();
    assertUnusable(file + ": is there already; name another file or delete it", folder, "-o", file);
  }

  @Test
  void testNothingFound() throws IOException {
    Path file = folder.resolve("found.properties");
    Path jar = jar(NotTraining.class);
    assertEquals(0, run(jar, "-o", file));
    assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("nothing found: no code in " + jar));
    assertTrue(Files.notExists(file));
  }

  @Test
  void testUnusableInput() throws IOException {
    Path missing = folder.resolve("missing.jar");
    assertUnusable(missing + ": no such file or directory", missing);
    Path text = Files.writeString(folder.resolve("text.jar"), "no jar");
    assertUnusable(text + ": is neither a jar nor a directory, or is damaged", text);
    Path empty = Files.createFile(folder.resolve("empty.jar"));
    assertUnusable(empty + ": is empty", empty);
    Path bare = Files.createDirectory(folder.resolve("bare"));
    assertUnusable(bare + ": holds no class files", bare);
  }

  @Test
  void testUnusableCommandLine() throws IOException {
    Path jar = jar(StaticFields.class);
    assertUnusable("name a jar or a directory with classes");
    assertUnusable("name a file after -o", jar, "-o");
    assertUnusable("unknown option '--out'; did you mean '-o'?", jar, "--out");
    assertUnusable("takes one jar or directory; 'b' is a second one", jar, "b");
    Path nowhere = folder.resolve("none").resolve("f");
    assertUnusable(nowhere + ": its directory does not exist", jar, "-o", nowhere);
  }
}

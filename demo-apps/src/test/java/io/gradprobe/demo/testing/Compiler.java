package io.gradprobe.demo.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/** Compiles sources that a test makes up. */
public final class Compiler {
  private final Path folder;
  private final List<String> files = new ArrayList<>();

  /** Sources and classes go to {@code folder}. */
  public Compiler(Path folder) {
    this.folder = folder;
  }

  /** Adds a source. */
  public Compiler add(String className, String source) throws IOException {
    Path file = folder.resolve("src").resolve(className.replace('.', '/') + ".java");
    Files.createDirectories(file.getParent());
    Files.writeString(file, source);
    files.add(file.toString());
    return this;
  }

  /** Compiles all; returns the folder of the classes. */
  public Path compile() throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-proc:none"));
    arguments.addAll(files);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    if (code != 0) {
      throw new IllegalStateException("does not compile: " + files);
    }
    return classes;
  }
}

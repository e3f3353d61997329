package io.gradprobe;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import net.bytebuddy.asm.Advice;

/** Compiles small programs that a test has written down. */
public final class SourceCompiler {
  private SourceCompiler() {}

  /**
   * Compiles sources with full debug information.
   *
   * @param folder an empty folder to work in
   * @param sources by binary class name
   * @return class files by binary name, nested classes included
   */
  public static Map<String, byte[]> compile(Path folder, Map<String, String> sources)
      throws IOException {
    return compile(folder, sources, "-g");
  }

  /** The same with javac's option for debug information given. */
  public static Map<String, byte[]> compile(Path folder, Map<String, String> sources, String debug)
      throws IOException {
    Path out = Files.createDirectories(folder.resolve("classes"));
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = folder.resolve("src").resolve(source.getKey().replace('.', '/') + ".java");
      Files.createDirectories(file.getParent());
      files.add(Files.writeString(file, source.getValue()));
    }
    String annotations;
    try {
      annotations =
          Path.of(Advice.class.getProtectionDomain().getCodeSource().getLocation().toURI())
              .toString();
    } catch (java.net.URISyntaxException e) {
      throw new IOException(e);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter problems = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean good =
          compiler
              .getTask(
                  problems,
                  manager,
                  null,
                  List.of("--release", "17", debug, "-cp", annotations, "-d", out.toString()),
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      assertTrue(good, problems::toString);
    }
    Map<String, byte[]> classes = new TreeMap<>();
    try (Stream<Path> made = Files.walk(out)) {
      for (Path file : made.filter(f -> f.toString().endsWith(".class")).toList()) {
        String name = out.relativize(file).toString().replace('/', '.').replace('\\', '.');
        classes.put(name.substring(0, name.length() - 6), Files.readAllBytes(file));
      }
    }
    return classes;
  }
}

package io.gradprobe.agent.custom.discover;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipException;

/** The class files of a jar, or of a directory and the jars in it. */
public final class PathSource implements ClassSource, Closeable {
  private static final String SUFFIX = ".class";

  private interface Content {
    byte[] read() throws IOException;
  }

  private final Map<String, Content> classes = new LinkedHashMap<>();
  private final List<JarFile> jars = new ArrayList<>();

  private PathSource() {}

  /**
   * Opens a jar or directory.
   *
   * @throws IOException where it is neither or can't be read; the message says why in a few words
   */
  public static PathSource open(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new IOException("no such file or directory");
    }
    if (!Files.isReadable(path)) {
      throw new IOException("no permission to read it");
    }
    PathSource source = new PathSource();
    try {
      if (Files.isDirectory(path)) {
        source.addDirectory(path);
      } else {
        source.addJar(path);
      }
      if (source.classes.isEmpty()) {
        throw new IOException("holds no class files");
      }
    } catch (IOException e) {
      source.close();
      throw e;
    }
    return source;
  }

  private void addDirectory(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    } catch (UncheckedIOException e) {
      throw new IOException("can't be read wholly: " + reason(e.getCause()));
    }
    for (Path file : files) {
      String name = directory.relativize(file).toString().replace('\\', '/');
      if (name.endsWith(SUFFIX)) {
        add(name, () -> Files.readAllBytes(file));
      } else if (name.endsWith(".jar")) {
        addJar(file);
      }
    }
  }

  private void addJar(Path path) throws IOException {
    if (Files.size(path) == 0) {
      throw new IOException("is empty");
    }
    JarFile jar;
    try {
      jar = new JarFile(path.toFile());
    } catch (ZipException e) {
      throw new IOException("is neither a jar nor a directory, or is damaged");
    }
    jars.add(jar);
    jar.stream()
        .filter(entry -> entry.getName().endsWith(SUFFIX))
        .forEach(entry -> add(entry.getName(), () -> read(jar, entry)));
  }

  private static byte[] read(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  // A class is named by its file: in jars of applications, classes stand in a folder of their own.
  private void add(String file, Content content) {
    String name = file.substring(0, file.length() - SUFFIX.length());
    for (String folder : List.of("BOOT-INF/classes/", "WEB-INF/classes/")) {
      if (name.startsWith(folder)) {
        name = name.substring(folder.length());
      }
    }
    boolean isOther = name.startsWith("META-INF/") || name.endsWith("module-info");
    if (!isOther) {
      classes.putIfAbsent(name, content);
    }
  }

  @Override
  public byte[] bytes(String internalName) {
    Content content = classes.get(internalName);
    if (content == null) {
      return null;
    }
    try {
      return content.read();
    } catch (IOException | RuntimeException e) {
      // A damaged entry: the other classes still tell what they tell.
      return null;
    }
  }

  @Override
  public Collection<String> names() {
    return classes.keySet();
  }

  /** What an exception of the file system means, in a few words. */
  private static String reason(IOException e) {
    if (e instanceof FileSystemException file) {
      return file.getFile() + " (" + file.getClass().getSimpleName() + ")";
    }
    return e.getMessage();
  }

  @Override
  public void close() throws IOException {
    for (JarFile jar : jars) {
      jar.close();
    }
  }
}

package io.gradprobe;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes agent loaders over jars that a test has packed. */
public final class AgentLoaders {
  private AgentLoaders() {}

  /**
   * @param jar where to write the jar
   * @param classes class files by binary name, which become the isolated part
   */
  public static AgentLoader of(Path jar, Map<String, byte[]> classes) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> type : classes.entrySet()) {
        zip.putNextEntry(new ZipEntry("inst/" + type.getKey().replace('.', '/') + ".classdata"));
        zip.write(type.getValue());
      }
      zip.putNextEntry(new ZipEntry("inst/META-INF/words.txt"));
      zip.write("inside".getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("outside.txt"));
      zip.write("outside".getBytes(StandardCharsets.UTF_8));
    }
    return new AgentLoader(new JarFile(jar.toFile()), jar.toUri().toString());
  }
}

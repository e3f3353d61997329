package io.gradprobe.agent.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/**
 * This JVM's own instrumentation. A JVM may not attach to itself, so a child attaches to its
 * parent; the two meet in the system properties, whatever loaders are between them.
 */
public final class OwnInstrumentation {
  private static final String KEY = "test.own-instrumentation";

  private OwnInstrumentation() {}

  /** Called in the parent when the child has attached. */
  public static void agentmain(String arguments, Instrumentation instrumentation) {
    System.getProperties().put(KEY, instrumentation);
  }

  /** The child: attaches to a process and loads a jar there. */
  public static void main(String[] arguments) throws Exception {
    VirtualMachine parent = VirtualMachine.attach(arguments[0]);
    parent.loadAgent(arguments[1]);
    parent.detach();
  }

  static synchronized Instrumentation get(Path folder) throws IOException, InterruptedException {
    Object known = System.getProperties().get(KEY);
    return (Instrumentation) (known != null ? known : attach(folder));
  }

  private static Object attach(Path folder) throws IOException, InterruptedException {
    Path jar = pack(folder.resolve("own-instrumentation.jar"));
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                jar.toString(),
                OwnInstrumentation.class.getName(),
                Long.toString(ProcessHandle.current().pid()),
                jar.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("attach.txt").toFile())
            .start();
    boolean ended = child.waitFor(30, TimeUnit.SECONDS);
    child.destroyForcibly();
    String said = Files.readString(folder.resolve("attach.txt"));
    assertEquals("true 0", ended + " " + (ended ? child.exitValue() : -1), said);
    return System.getProperties().get(KEY);
  }

  private static Path pack(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Agent-Class", OwnInstrumentation.class.getName());
    main.putValue("Can-Retransform-Classes", "true");
    String entry = OwnInstrumentation.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream in = OwnInstrumentation.class.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new ZipEntry(entry));
      in.transferTo(out);
    }
    return jar;
  }
}

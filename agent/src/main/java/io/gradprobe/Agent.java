package io.gradprobe;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.IllegalClassFormatException;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;

/**
 * The entry points of gradprobe: {@code -javaagent}, attach, and the command line.
 *
 * <p>This class sits on the program's class path, so it must never: name a type outside java.base
 * and java.instrument, touch java.util.logging or JMX, start a thread, write to stdout, or let
 * anything thrown reach the program. Until the first class of a known training framework is loaded,
 * one of the program's that names it, or one that seems to train with an autograd of its own, all
 * that gradprobe costs is the searches below.
 */
public final class Agent implements ClassFileTransformer {
  private static final String[] FRAMEWORKS = {
    "ai/djl/", "org/bytedeco/pytorch/", "org/nd4j/", "org/deeplearning4j/"
  };

  /** What frameworks stand on, and others too: it alone is no reason to start. */
  private static final String[] FOUNDATIONS = {"org/bytedeco/javacpp/"};

  private static final byte FADD = 0x62;
  private static final byte DADD = 0x63;
  private static final byte FSUB = 0x66;
  private static final byte DSUB = 0x67;
  private static final byte FMUL = 0x6a;
  private static final byte DMUL = 0x6b;
  private static final byte FDIV = 0x6e;
  private static final byte DDIV = 0x6f;
  private static final byte D2F = (byte) 0x90;
  private static final byte FSTORE = 0x38;
  private static final byte DSTORE = 0x39;
  private static final byte FSTORE_0 = 0x43;
  private static final byte DSTORE_3 = 0x4a;
  private static final byte FASTORE = 0x51;
  private static final byte DASTORE = 0x52;
  private static final byte PUTSTATIC = (byte) 0xb3;
  private static final byte PUTFIELD = (byte) 0xb5;
  private static final byte INVOKEVIRTUAL = (byte) 0xb6;
  private static final byte INVOKEINTERFACE = (byte) 0xb9;
  private static final byte[] MAIN = "([Ljava/lang/String;)V".getBytes(StandardCharsets.US_ASCII);

  /** So many classes are looked at closer; a program has few that seem to train. */
  private static final int MOST_LOOKS = 8;

  /** So many classes that a main method's class refers to are looked through. */
  private static final int MOST_CLASSES = 250;

  private static final byte[][] WORDS =
      words("grad", "backward", "backprop", "loss", "weight", "learn", "train", "epoch", "neuron");

  private static final String[] FOREIGN = {
    "java/",
    "javax/",
    "jdk/",
    "sun/",
    "com/sun/",
    "org/slf4j/",
    "org/apache/",
    "org/springframework/",
    "org/junit/",
    "com/google/",
    "com/fasterxml/",
    "ch/qos/",
    "io/netty/",
    "kotlin/",
    "scala/",
    "groovy/"
  };

  private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

  private static volatile AgentLoader loader;
  private static volatile Object core;
  private static Agent installed;

  private final Instrumentation instrumentation;
  private final String arguments;
  private volatile ClassFileTransformer weaver;
  private volatile MethodHandle hooks;
  private boolean failed;
  private volatile int looks;

  private Agent(Instrumentation instrumentation, String arguments) {
    this.instrumentation = instrumentation;
    this.arguments = arguments;
  }

  /** Called by the JVM before main. */
  public static void premain(String arguments, Instrumentation instrumentation) {
    install(arguments, instrumentation, false);
  }

  /** Called by the JVM on attach; where the agent is already in, changes its options. */
  public static void agentmain(String arguments, Instrumentation instrumentation) {
    if (installed == null) {
      install(arguments, instrumentation, true);
      return;
    }
    if (core == null) {
      installed.startOnce();
    }
    options(arguments);
  }

  /** The command line. */
  public static void main(String[] arguments) throws Exception {
    Object exit =
        agentLoader()
            .loadClass("io.gradprobe.collectors.cli.Main")
            .getMethod("run", String[].class, PrintStream.class, PrintStream.class)
            .invoke(null, arguments, System.out, System.err);
    System.out.flush();
    System.exit((Integer) exit);
  }

  /**
   * Changes options while the program runs.
   *
   * @param arguments {@code key=value,key=value}
   */
  public static void options(String arguments) {
    Object running = core;
    if (running == null) {
      return;
    }
    try {
      running.getClass().getMethod("options", String.class).invoke(running, arguments);
    } catch (Throwable e) {
      complain(e);
    }
  }

  private static void install(String arguments, Instrumentation instrumentation, boolean attached) {
    if (installed != null) {
      System.err.println("gradprobe: is in this JVM already; the second -javaagent is ignored");
      return;
    }
    try {
      Agent agent = new Agent(instrumentation, arguments == null ? "" : arguments);
      installed = agent;
      if (attached || agent.isAsked()) {
        agent.start(attached);
      }
      instrumentation.addTransformer(agent, true);
      if (attached && agent.weaver != null) {
        agent.retransform();
      }
    } catch (Throwable e) {
      complain(e);
    }
  }

  /** Whether the user set anything: then it is checked, and a recording begun, before main. */
  private boolean isAsked() {
    if (!arguments.isEmpty()) {
      return true;
    }
    for (String name : System.getenv().keySet()) {
      if (name.startsWith("GRADPROBE_")) {
        return true;
      }
    }
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("gradprobe.")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public byte[] transform(
      Module module,
      ClassLoader classLoader,
      String name,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] bytes)
      throws IllegalClassFormatException {
    if (name == null || bytes == null || classLoader == null || classLoader == PLATFORM) {
      return null;
    }
    boolean framework = startsWith(name, FRAMEWORKS);
    boolean own = classLoader.getClass().getName().startsWith("io.gradprobe.");
    boolean searched = !framework && !own;
    byte[] hooked = searched && redefined == null ? hooked(classLoader, name, bytes) : null;
    ClassFileTransformer w = weaver;
    if (!framework
        && !(w != null && startsWith(name, FOUNDATIONS))
        && !(searched && names(bytes))) {
      return hooked;
    }
    if (w == null) {
      w = startOnce();
    }
    byte[] before = hooked == null ? bytes : hooked;
    byte[] woven =
        w == null ? null : w.transform(module, classLoader, name, redefined, domain, before);
    return woven == null ? hooked : woven;
  }

  /** A class of a program that may have an autograd of its own, with hooks; null without. */
  private byte[] hooked(ClassLoader classLoader, String name, byte[] bytes) {
    try {
      boolean suspicious = isSuspicious(classLoader, name, bytes);
      if (hooks == null) {
        if (!suspicious || !isTraining(classLoader, name, bytes)) {
          return null;
        }
        startOnce();
      }
      return hooks == null ? null : (byte[]) hooks.invoke(classLoader, name, bytes, suspicious);
    } catch (Throwable e) {
      complain(e);
      return null;
    }
  }

  /**
   * Whether a class is worth a closer look: it stores a sum with a product in it, as an update of
   * weights does, and has a word of training in it; or it has a main method, whose loop can't be
   * woven any more once it runs, and some class that it refers to has both.
   */
  private boolean isSuspicious(ClassLoader classLoader, String name, byte[] bytes) {
    if (looks >= MOST_LOOKS) {
      return false;
    }
    boolean main = mentions(bytes, MAIN);
    boolean suspicious =
        main
            ? refersToTraining(classLoader, name, bytes)
            : storesUpdate(bytes) && hasWordOfTraining(bytes);
    if (suspicious) {
      looks++;
    }
    return suspicious;
  }

  /** Looks through a class and those of the program's that it refers to, near ones first. */
  private static boolean refersToTraining(ClassLoader classLoader, String name, byte[] bytes) {
    Set<String> seen = new HashSet<>();
    ArrayDeque<String> wanted = new ArrayDeque<>();
    seen.add(name);
    boolean update = storesUpdate(bytes);
    boolean word = hasWordOfTraining(bytes);
    addReferred(bytes, seen, wanted);
    while (!(update && word) && !wanted.isEmpty() && seen.size() < MOST_CLASSES) {
      byte[] next = read(classLoader, wanted.poll());
      if (next != null) {
        update |= storesUpdate(next);
        word |= hasWordOfTraining(next);
        addReferred(next, seen, wanted);
      }
    }
    return update && word;
  }

  private static byte[] read(ClassLoader classLoader, String name) {
    try (InputStream in = classLoader.getResourceAsStream(name + ".class")) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** Adds the classes of a constant pool but those of the JDK and of libraries. */
  private static void addReferred(byte[] bytes, Set<String> seen, ArrayDeque<String> wanted) {
    int count = (bytes[8] & 0xff) << 8 | bytes[9] & 0xff;
    int[] places = new int[count];
    int[] classes = new int[count];
    int at = 10;
    for (int i = 1; i < count; i++) {
      places[i] = at;
      int size = (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] & 0xff;
      switch (bytes[at]) {
        case 1 -> at += 3 + size;
        case 3, 4, 9, 10, 11, 12, 17, 18 -> at += 5;
        case 5, 6 -> {
          at += 9;
          i++;
        }
        case 7 -> {
          classes[i] = size;
          at += 3;
        }
        case 8, 16, 19, 20 -> at += 3;
        case 15 -> at += 4;
        default -> {
          return;
        }
      }
    }
    for (int reference : classes) {
      if (reference > 0) {
        int place = places[reference];
        int length = (bytes[place + 1] & 0xff) << 8 | bytes[place + 2] & 0xff;
        String name = new String(bytes, place + 3, length, StandardCharsets.UTF_8);
        if (!name.startsWith("[") && !isForeign(name) && seen.add(name)) {
          wanted.add(name);
        }
      }
    }
  }

  private static boolean isForeign(String name) {
    for (String prefix : FOREIGN) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return startsWith(name, FRAMEWORKS);
  }

  /** Whether some name or text in a class is about training. */
  private static boolean hasWordOfTraining(byte[] bytes) {
    for (int at = 0; at < bytes.length - 8; at++) {
      switch (bytes[at] | 0x20) {
        case 'g', 'b', 'l', 'w', 't', 'e', 'n' -> {
          for (byte[] word : WORDS) {
            if (word[0] == (bytes[at] | 0x20) && matches(bytes, at, word)) {
              return true;
            }
          }
        }
        default -> {
          // No word begins so.
        }
      }
    }
    return false;
  }

  private static boolean matches(byte[] bytes, int at, byte[] word) {
    for (int i = 1; i < word.length; i++) {
      if ((bytes[at + i] | 0x20) != word[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[][] words(String... words) {
    byte[][] all = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      all[i] = words[i].getBytes(StandardCharsets.US_ASCII);
    }
    return all;
  }

  private static boolean mentions(byte[] bytes, byte[] text) {
    for (int at = 0; at + text.length <= bytes.length; at++) {
      if (bytes[at] == text[0]
          && Arrays.equals(bytes, at, at + text.length, text, 0, text.length)) {
        return true;
      }
    }
    return false;
  }

  /** Multiply or divide, add or subtract, maybe round to a float, then store or call. */
  private static boolean storesUpdate(byte[] bytes) {
    for (int at = 1; at < bytes.length - 2; at++) {
      if ((bytes[at] == DADD || bytes[at] == DSUB || bytes[at] == FADD || bytes[at] == FSUB)
          && isProduct(bytes[at - 1])
          && isStore(bytes[at + 1] == D2F ? bytes[at + 2] : bytes[at + 1])) {
        return true;
      }
    }
    return false;
  }

  private static boolean isProduct(byte opcode) {
    return opcode == FMUL || opcode == DMUL || opcode == FDIV || opcode == DDIV;
  }

  private static boolean isStore(byte opcode) {
    return opcode == PUTFIELD
        || opcode == PUTSTATIC
        || opcode == DASTORE
        || opcode == FASTORE
        || opcode == FSTORE
        || opcode == DSTORE
        || (opcode >= FSTORE_0 && opcode <= DSTORE_3)
        || (opcode >= INVOKEVIRTUAL && opcode <= INVOKEINTERFACE);
  }

  /** Looks at the class and those that it refers to. Done by the isolated part. */
  private synchronized boolean isTraining(ClassLoader classLoader, String name, byte[] bytes)
      throws Exception {
    return (Boolean)
        agentLoader()
            .loadClass("io.gradprobe.agent.custom.weave.Scout")
            .getMethod("isTraining", ClassLoader.class, String.class, byte[].class)
            .invoke(null, classLoader, name, bytes);
  }

  private static boolean startsWith(String name, String[] prefixes) {
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether one of the program's classes names a framework. Its calls are woven when it is loaded:
   * a method that is running already would go on unwoven.
   */
  private static boolean names(byte[] bytes) {
    // A name has a slash after its first two or three letters: slashes are rarer than letters.
    for (int at = 13; at < bytes.length; at++) {
      if (bytes[at] == '/'
          && (bytes[at - 1] == 'i' && mentions(bytes, at - 2, 0, 1)
              || bytes[at - 1] == 'g' && mentions(bytes, at - 3, 1, FRAMEWORKS.length))) {
        return true;
      }
    }
    return false;
  }

  private static boolean mentions(byte[] bytes, int at, int from, int to) {
    for (int framework = from; framework < to; framework++) {
      if (mentions(bytes, at, FRAMEWORKS[framework])) {
        return true;
      }
    }
    return false;
  }

  private static boolean mentions(byte[] bytes, int at, String prefix) {
    if (at + prefix.length() > bytes.length) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (bytes[at + i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private synchronized ClassFileTransformer startOnce() {
    if (weaver == null && !failed) {
      failed = true;
      try {
        start(false);
      } catch (Throwable e) {
        complain(e);
      }
    }
    return weaver;
  }

  private synchronized void start(boolean attached) throws Exception {
    AgentLoader agentLoader = agentLoader();
    Object made =
        agentLoader
            .loadClass("io.gradprobe.agent.AgentCore")
            .getMethod("start", Instrumentation.class, String.class, boolean.class)
            .invoke(null, instrumentation, arguments, attached);
    core = made;
    hooks =
        MethodHandles.publicLookup()
            .findVirtual(
                made.getClass(),
                "custom",
                MethodType.methodType(
                    byte[].class, ClassLoader.class, String.class, byte[].class, boolean.class))
            .bindTo(made);
    weaver = (ClassFileTransformer) made;
  }

  /** Weaves what is loaded already. */
  private void retransform() throws Exception {
    core.getClass().getMethod("attached", List.class).invoke(core, suspicious());
    looks = 0;
  }

  /** Classes that are loaded already and worth a closer look, sought first among running ones. */
  private List<Class<?>> suspicious() {
    Set<String> running = new HashSet<>();
    for (StackTraceElement[] stack : Thread.getAllStackTraces().values()) {
      for (StackTraceElement frame : stack) {
        running.add(frame.getClassName());
      }
    }
    ArrayDeque<Class<?>> own = new ArrayDeque<>();
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (isSearched(loaded)) {
        if (running.contains(loaded.getName())) {
          own.addFirst(loaded);
        } else {
          own.addLast(loaded);
        }
      }
    }
    List<Class<?>> suspicious = new ArrayList<>();
    while (looks < MOST_LOOKS && !own.isEmpty()) {
      Class<?> loaded = own.remove();
      String name = loaded.getName().replace('.', '/');
      byte[] bytes = read(loaded.getClassLoader(), name);
      if (bytes != null && isSuspicious(loaded.getClassLoader(), name, bytes)) {
        suspicious.add(loaded);
      }
    }
    return suspicious;
  }

  private boolean isSearched(Class<?> loaded) {
    ClassLoader of = loaded.getClassLoader();
    return of != null
        && of != PLATFORM
        && loaded != Agent.class
        && !of.getClass().getName().startsWith("io.gradprobe.")
        && !loaded.isArray()
        && !loaded.isHidden()
        && !isForeign(loaded.getName().replace('.', '/'))
        && instrumentation.isModifiableClass(loaded);
  }

  private static synchronized AgentLoader agentLoader() throws Exception {
    if (loader == null) {
      File file = new File(Agent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      loader = new AgentLoader(new JarFile(file, false), file.toURI().toString());
    }
    return loader;
  }

  private static void complain(Throwable e) {
    Throwable cause = e instanceof java.lang.reflect.InvocationTargetException ? e.getCause() : e;
    System.err.println("gradprobe: could not start, the program runs without it: " + cause);
  }
}

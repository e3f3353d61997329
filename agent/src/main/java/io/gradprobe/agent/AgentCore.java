package io.gradprobe.agent;

import io.gradprobe.AgentLoader;
import io.gradprobe.agent.custom.weave.CustomAutograd;
import io.gradprobe.agent.source.EarlierLines;
import io.gradprobe.agent.weave.Framework;
import io.gradprobe.agent.weave.RunningMethods;
import io.gradprobe.agent.weave.UnwovenPhases;
import io.gradprobe.agent.weave.Weaver;
import io.gradprobe.runtime.Monitor;
import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.collector.CollectorFactory;
import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.config.OptionsParser;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * The agent once it has started: options, collectors, monitor and weaver. The weaver itself is made
 * when the first class of a framework is loaded.
 */
public final class AgentCore implements ClassFileTransformer {
  private static final Duration SHUTDOWN_LIMIT = Duration.ofMillis(1200);

  private static volatile AgentCore current;

  private final Instrumentation instrumentation;
  private final Monitor monitor;
  private volatile Options options;
  private volatile TapPlaces taps;
  private volatile boolean on;
  private volatile Weaver weaver;
  private boolean weaverFailed;
  private final CustomAutograd custom;
  private final UnwovenPhases unwoven = new UnwovenPhases();

  private AgentCore(Instrumentation instrumentation, Options options) {
    this.instrumentation = instrumentation;
    this.options = options;
    taps = new TapPlaces(options.taps());
    on = options.enabled();
    monitor = new Monitor(options, on ? collectors(options) : List.of(), Log::say);
    custom =
        new CustomAutograd((AgentLoader) getClass().getClassLoader(), instrumentation, options);
  }

  /** Starts the agent. Called once, by {@link io.gradprobe.Agent}. */
  public static AgentCore start(
      Instrumentation instrumentation, String arguments, boolean attached) {
    Map<String, String> properties = new HashMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      properties.put(name, System.getProperty(name));
    }
    Options options =
        OptionsParser.parse(
            arguments, properties, System.getenv(), Path.of("").toAbsolutePath(), Log::say);
    AgentCore core = new AgentCore(instrumentation, options);
    if (attached) {
      core.monitor.beginLate();
      core.on = false;
    }
    current = core;
    ShutdownOrder.beforeHooks(instrumentation, () -> core.monitor.shutdown(SHUTDOWN_LIMIT));
    return core;
  }

  private static List<Collector> collectors(Options options) {
    List<Collector> made = new ArrayList<>();
    for (CollectorFactory factory :
        ServiceLoader.load(CollectorFactory.class, AgentCore.class.getClassLoader())) {
      try {
        Collector collector = factory.create(options, Log::say);
        if (collector != null) {
          made.add(collector);
        }
      } catch (RuntimeException | LinkageError e) {
        Log.say(factory.getClass().getSimpleName() + " could not be made: " + e);
      }
    }
    return made;
  }

  /** What is watched in this JVM. */
  public static Monitor monitor() {
    return current.monitor;
  }

  /** Whether probes are to do anything at this moment. */
  public static boolean isOn() {
    AgentCore core = current;
    return core != null && core.on;
  }

  /** Whether nothing is missed of a framework's loops that were running when the agent came. */
  public static boolean isWhole(String framework) {
    return current.unwoven.hasNone(framework);
  }

  /**
   * The agent has come to a running program: weaves what is loaded already, all at once, since a
   * loop must not be seen in parts. Then probes may begin.
   *
   * @param suspicious classes of no framework that look as if they trained something
   */
  public void attached(List<Class<?>> suspicious) throws UnmodifiableClassException {
    RunningMethods running = RunningMethods.now();
    List<Class<?>> classes = new ArrayList<>();
    Weaver w = weaver();
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (w != null
          && loaded.getClassLoader() != null
          && instrumentation.isModifiableClass(loaded)
          && w.weaves(loaded, running)) {
        classes.add(loaded);
      }
    }
    classes.stream().filter(c -> running.has(c.getName())).forEach(EarlierLines::keep);
    if (!classes.isEmpty()) {
      instrumentation.retransformClasses(classes.toArray(new Class<?>[0]));
    }
    if (w != null) {
      w.findUnwoven(running, classes, unwoven);
    }
    custom.attached(suspicious);
    on = options.enabled();
  }

  /** Changes options while the program runs. */
  public void options(String arguments) {
    Options changed = OptionsParser.override(options, arguments, Log::say);
    boolean wasOn = on;
    options = changed;
    TapPlaces before = taps;
    taps = new TapPlaces(changed.taps());
    if (weaver != null && !taps.equals(before)) {
      reweave();
    }
    monitor.options(changed);
    if (!wasOn && changed.enabled()) {
      monitor.resume();
    }
    on = changed.enabled();
  }

  /** Other places of the user's source are to be tapped: its classes are woven anew. */
  private void reweave() {
    List<Class<?>> classes = new ArrayList<>();
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (loaded.getClassLoader() != null
          && instrumentation.isModifiableClass(loaded)
          && weaver.weavesCalls(loaded)) {
        classes.add(loaded);
      }
    }
    try {
      if (!classes.isEmpty()) {
        instrumentation.retransformClasses(classes.toArray(new Class<?>[0]));
      }
    } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
      Log.say("taps: cannot weave the program's classes anew: " + e);
    }
  }

  @Override
  public byte[] transform(
      Module module,
      ClassLoader loader,
      String name,
      Class<?> redefined,
      ProtectionDomain domain,
      byte[] bytes) {
    if (!options.enabled() && weaver == null) {
      return null;
    }
    Weaver w = weaver();
    return w == null ? null : w.transform(module, loader, name, redefined, domain, bytes);
  }

  /**
   * A class of the program's own is being loaded.
   *
   * @param suspicious whether it looks as if it trained something
   * @return the class with the hooks that it needs; null where it needs none
   */
  public byte[] custom(ClassLoader loader, String name, byte[] bytes, boolean suspicious) {
    return on ? custom.loaded(loader, name, bytes, suspicious) : null;
  }

  private Weaver weaver() {
    Weaver w = weaver;
    return w != null ? w : makeWeaver();
  }

  private synchronized Weaver makeWeaver() {
    if (weaver == null && !weaverFailed) {
      weaverFailed = true;
      try {
        List<Framework> frameworks = Frameworks.all(options);
        UserClasses classes =
            new UserClasses(
                options,
                Frameworks.packages(frameworks),
                name -> Frameworks.own(frameworks, name.replace('.', '/')));
        weaver =
            new Weaver(
                (AgentLoader) getClass().getClassLoader(),
                instrumentation,
                frameworks,
                classes::isWoven,
                classes::isCaller,
                () -> taps);
      } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
        Log.say("cannot weave, the program runs without it: " + e);
      }
    }
    return weaver;
  }
}

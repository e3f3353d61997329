package io.gradprobe.agent.custom.weave;

import io.gradprobe.AgentLoader;
import io.gradprobe.agent.Log;
import io.gradprobe.agent.custom.binding.Binding;
import io.gradprobe.agent.custom.binding.BindingCheck;
import io.gradprobe.agent.custom.binding.BindingFile;
import io.gradprobe.agent.custom.binding.Slot;
import io.gradprobe.agent.custom.discover.Discovery;
import io.gradprobe.agent.custom.discover.OnlyUpdates;
import io.gradprobe.agent.custom.heap.Opening;
import io.gradprobe.agent.custom.probe.WatchedProgram;
import io.gradprobe.agent.source.EarlierLines;
import io.gradprobe.agent.weave.DispatcherClass;
import io.gradprobe.agent.weave.RunningMethods;
import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.rule.gradient.GradientMismatchRule;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/** Watches programs that have an autograd of their own: by binding files, or as discovered. */
public final class CustomAutograd {
  private static final long PATIENCE_MILLIS = 2_000;

  private final AgentLoader agent;
  private final Instrumentation instrumentation;
  private final HookTransformer transformer = new HookTransformer();
  private final List<BindingFile> files = new ArrayList<>();

  /** Loaders for which each file has been looked up. */
  private final List<Set<ClassLoader>> bound = new ArrayList<>();

  private final Map<ClassLoader, Set<List<Slot>>> known = new WeakHashMap<>();
  private final boolean skips;

  /** Whether calls are to be recorded, so that losses can be evaluated again. */
  private final boolean checksGradients;

  private boolean ready;

  /**
   * Reads the binding files that the user has named.
   *
   * @param agent the loader of gradprobe itself
   */
  public CustomAutograd(AgentLoader agent, Instrumentation instrumentation, Options options) {
    this.agent = agent;
    this.instrumentation = instrumentation;
    skips = options.onError() == Options.OnError.SKIP_STEP;
    checksGradients =
        options.isRuleOn(GradientMismatchRule.INFO.id())
            && options.profile() != Options.Profile.PROTOCOL;
    for (Path path : options.bindings()) {
      try {
        BindingFile file = BindingFile.read(path);
        files.add(file);
        bound.add(Collections.newSetFromMap(new WeakHashMap<>()));
        if (!file.problems().isEmpty()) {
          file.problems().forEach(problem -> Log.say(problem.toString()));
        }
      } catch (IOException e) {
        Log.say("bindings: cannot read '" + path + "': " + e);
      }
    }
  }

  /**
   * A class is being loaded.
   *
   * @param suspicious whether it looks as if it trained something
   * @return the class with what bindings want of it; null where they want nothing
   */
  public byte[] loaded(ClassLoader loader, String name, byte[] bytes, boolean suspicious) {
    List<Binding> found = ofFiles(loader, name, bytes);
    if (suspicious && found.isEmpty()) {
      for (Binding binding : Scout.found(loader, name, bytes)) {
        if (isNew(loader, binding)) {
          found.add(binding);
        }
      }
    }
    return found.isEmpty() ? null : weave(found, loader, name, bytes);
  }

  /** The bindings of files that name a class, where this loader has not been looked at for them. */
  private synchronized List<Binding> ofFiles(ClassLoader loader, String name, byte[] bytes) {
    List<Binding> found = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      BindingFile file = files.get(i);
      if (file.classes().contains(name.replace('/', '.')) && bound.get(i).add(loader)) {
        LoaderSource source = new LoaderSource(loader, name, bytes);
        BindingCheck.Result result = BindingCheck.check(file, source::bytes, source.names());
        result.problems().forEach(problem -> Log.say(problem.toString()));
        for (Binding binding : result.bindings()) {
          found.add(Discovery.complete(binding, source));
        }
      }
    }
    return found;
  }

  /**
   * The agent has come to a running program. All classes are woven in one go: a loop must not be
   * seen in parts.
   *
   * @param suspicious classes that look as if they trained something
   */
  public void attached(List<Class<?>> suspicious) {
    Class<?>[] loaded = instrumentation.getAllLoadedClasses();
    RunningMethods before = RunningMethods.now();
    Map<ClassLoader, List<Binding>> found = new LinkedHashMap<>();
    if (!files.isEmpty()) {
      for (Class<?> type : loaded) {
        if (type.getClassLoader() != null) {
          found
              .computeIfAbsent(type.getClassLoader(), l -> new ArrayList<>())
              .addAll(ofFiles(type.getClassLoader(), internal(type), null));
        }
      }
    }
    Map<ClassLoader, Set<String>> first = new LinkedHashMap<>();
    for (Class<?> type : suspicious) {
      first.computeIfAbsent(type.getClassLoader(), l -> new LinkedHashSet<>()).add(internal(type));
    }
    first.forEach(
        (loader, names) -> {
          List<Binding> bindings = found.computeIfAbsent(loader, l -> new ArrayList<>());
          if (bindings.isEmpty()) {
            bindings.addAll(discovered(loader, names, loaded, before));
          }
        });
    List<Plan> plans = new ArrayList<>();
    found.forEach(
        (loader, bindings) ->
            bindings.forEach(
                binding -> plans.add(Plan.of(binding, new WatchedProgram(binding, loader)))));
    if (!plans.isEmpty()) {
      weaveLate(plans, loaded, before);
    }
  }

  private static String internal(Class<?> type) {
    return type.getName().replace('.', '/');
  }

  /** What is certain of suspicious classes, of those that are running and what both refer to. */
  private List<Binding> discovered(
      ClassLoader loader, Set<String> names, Class<?>[] loaded, RunningMethods running) {
    Set<String> first = new LinkedHashSet<>();
    for (Class<?> type : loaded) {
      String name = internal(type);
      if (type.getClassLoader() == loader
          && !running.of(type.getName()).isEmpty()
          && !ClassNames.isForeign(name)) {
        first.add(name);
      }
    }
    first.addAll(names);
    return Scout.found(new LoaderSource(loader, first)).stream()
        .filter(binding -> isNew(loader, binding))
        .toList();
  }

  private void weaveLate(List<Plan> plans, Class<?>[] loaded, RunningMethods before) {
    List<Class<?>> classes = new ArrayList<>();
    for (Class<?> type : loaded) {
      boolean wanted =
          type.getClassLoader() != null
              && plans.stream()
                  .anyMatch(
                      plan ->
                          plan.program().isOf(type.getClassLoader())
                              && plan.isWorthWeaving(type.getName(), before));
      if (wanted && instrumentation.isModifiableClass(type)) {
        classes.add(type);
      }
    }
    try {
      prepare();
      plans.forEach(transformer::add);
      classes.stream().filter(c -> before.has(c.getName())).forEach(EarlierLines::keep);
      if (!classes.isEmpty()) {
        instrumentation.retransformClasses(classes.toArray(new Class<?>[0]));
      }
    } catch (ReflectiveOperationException
        | UnmodifiableClassException
        | RuntimeException
        | LinkageError e) {
      Log.say("cannot weave classes that are loaded already: " + e);
      return;
    }
    RunningMethods after = RunningMethods.now();
    plans.forEach(plan -> plan.wovenLate(after));
  }

  /** What has been woven is not woven again when it is discovered from another class. */
  private synchronized boolean isNew(ClassLoader loader, Binding binding) {
    return known.computeIfAbsent(loader, l -> new HashSet<>()).add(binding.slots());
  }

  /**
   * Weaves what bindings want into all classes of a loader, those that are loaded already included.
   *
   * @param name internal name of the class that is being loaded at this moment
   * @return that class, woven; null where nothing is
   */
  private byte[] weave(List<Binding> bindings, ClassLoader loader, String name, byte[] bytes) {
    boolean registered;
    try {
      registered = prepare();
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      Log.say("cannot weave, the program runs without it: " + e);
      return null;
    }
    List<Plan> plans = new ArrayList<>();
    Set<String> classes = new HashSet<>();
    for (Binding binding : bindings) {
      Plan plan = Plan.of(binding, new WatchedProgram(binding, loader));
      if (skips) {
        plan.guard(new OnlyUpdates(binding, new LoaderSource(loader, name, bytes)));
      }
      plans.add(plan);
      transformer.add(plan);
      classes.addAll(plan.classes());
    }
    if (checksGradients) {
      LoaderSource source = new LoaderSource(loader, name, bytes);
      Recorder recorder = recorder(plans, source);
      transformer.add(loader, recorder);
      classes.addAll(recorder.classes());
    }
    reweave(classes, loader);
    // One that was registered before sees the class that is being loaded by itself.
    return registered ? null : transformer.weave(loader, name, bytes);
  }

  private static Recorder recorder(List<Plan> plans, LoaderSource source) {
    Set<String> loops = new HashSet<>();
    Set<String> phases = new HashSet<>();
    for (Plan plan : plans) {
      loops.addAll(plan.loopMethods());
      phases.addAll(plan.phases());
    }
    return new Recorder(Set.copyOf(source.names()), loops, phases, new Purity(source));
  }

  /** Whether the transformer was registered before. */
  private synchronized boolean prepare() throws ReflectiveOperationException {
    boolean before = ready;
    if (!ready) {
      ready = true;
      Opening.with(instrumentation);
      DispatcherClass.ready(agent, instrumentation);
      instrumentation.addTransformer(transformer, true);
    }
    return before;
  }

  /**
   * Classes that are loaded already are woven by another thread: on this one, which is loading a
   * class, the JVM calls no transformer.
   */
  private void reweave(Set<String> wanted, ClassLoader loader) {
    List<Class<?>> classes = new ArrayList<>();
    for (Class<?> loaded : instrumentation.getInitiatedClasses(loader)) {
      String name = loaded.getName().replace('.', '/');
      if (wanted.contains(name) && loaded.getClassLoader() == loader) {
        classes.add(loaded);
      }
    }
    if (classes.isEmpty()) {
      return;
    }
    Thread weaver =
        new Thread(
            () -> {
              try {
                instrumentation.retransformClasses(classes.toArray(new Class<?>[0]));
              } catch (Exception | LinkageError e) {
                Log.say("cannot weave classes that are loaded already: " + e);
              }
            },
            "gradprobe-weaver");
    weaver.setDaemon(true);
    weaver.start();
    try {
      weaver.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.gradprobe.agent.weave;

import io.gradprobe.AgentLoader;
import io.gradprobe.agent.Log;
import io.gradprobe.agent.TapPlaces;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.InstrumentedType;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.pool.TypePool;
import net.bytebuddy.utility.JavaConstant;

/**
 * Weaves calls of probes into frameworks' classes as they are loaded. Adds no field, method or
 * interface; a class that can't be woven is left as it is, with one line.
 */
public final class Weaver implements ClassFileTransformer {
  private final AgentLoader agent;
  private final Instrumentation instrumentation;
  private final Map<String, Points> points = new HashMap<>();
  private final Advice.WithCustomMapping advice;
  private final Linkers linkers;
  private final CallSiteWeaver callSites;
  private final Predicate<String> isUser;
  private final Predicate<String> isCaller;
  private final ByteBuddy byteBuddy =
      new ByteBuddy()
          .with(TypeValidation.DISABLED)
          .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
          .with(InstrumentedType.Factory.Default.FROZEN);

  /**
   * Prepares everything, so that weaving a class later defines none of the JVM's.
   *
   * @param isUser whether a class, by its binary name, is the user's and the lines of its calls of
   *     frameworks are to be woven
   * @param isCaller whether a class, by its binary name, calls frameworks from outside: the user's,
   *     or a library's
   * @param taps the places of the user's source that are tapped now
   */
  public Weaver(
      AgentLoader agent,
      Instrumentation instrumentation,
      List<Framework> frameworks,
      Predicate<String> isUser,
      Predicate<String> isCaller,
      Supplier<TapPlaces> taps)
      throws ReflectiveOperationException {
    this.agent = agent;
    this.instrumentation = instrumentation;
    this.isUser = isUser;
    this.isCaller = isCaller;
    callSites = new CallSiteWeaver(frameworks, taps);
    for (Framework framework : frameworks) {
      for (ProbePoint point : framework.points()) {
        points
            .computeIfAbsent(
                point.type().replace('.', '/'), k -> new Points(framework, new ArrayList<>()))
            .wanted
            .add(point);
      }
    }
    linkers = new Linkers(agent, frameworks);
    Method bootstrap =
        DispatcherClass.define(instrumentation, linkers.handle(), linkers.callHandle());
    advice =
        Advice.withCustomMapping()
            .bootstrap(
                bootstrap,
                (method, exit) ->
                    (type, instrumented) ->
                        List.of(JavaConstant.Simple.ofLoaded(method.getDeclaringType().getName())));
  }

  /** What is woven into one class. */
  private record Points(Framework framework, List<ProbePoint> wanted) {}

  /**
   * Whether a class that is loaded already is one that is woven.
   *
   * @param running a main method that is among them is not called again: its calls do not count
   */
  public boolean weaves(Class<?> loaded, RunningMethods running) {
    return points.containsKey(loaded.getName().replace('.', '/'))
        || weavesCalls(loaded, running.of(loaded.getName()).contains("main"));
  }

  /** Whether a class that is loaded already has calls of frameworks that are woven. */
  public boolean weavesCalls(Class<?> loaded) {
    return weavesCalls(loaded, false);
  }

  private boolean weavesCalls(Class<?> loaded, boolean withoutMain) {
    return !loaded.isArray()
        && !loaded.isHidden()
        && loaded.getClassLoader() != ClassLoader.getPlatformClassLoader()
        && (isUser.test(loaded.getName()) || isCaller.test(loaded.getName()))
        && callSites.isWoven(loaded, withoutMain);
  }

  /**
   * Finds calls of phases of training that running methods make unwoven.
   *
   * @param running what was running before anything was woven
   * @param changed the classes that have been woven since
   */
  public void findUnwoven(RunningMethods running, List<Class<?>> changed, UnwovenPhases into) {
    List<UnwovenPhases.Phase> phases = new ArrayList<>();
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (loaded.getClassLoader() != null && running.has(loaded.getName()) && weavesCalls(loaded)) {
        phases.addAll(callSites.phases(loaded, running.of(loaded.getName())));
      }
    }
    if (!phases.isEmpty()) {
      into.add(phases, changed, RunningMethods.now());
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
    Points wanted = points.get(name);
    try {
      if (wanted == null) {
        String binary = name.replace('/', '.');
        boolean user = isUser.test(binary);
        return user || isCaller.test(binary) ? callSites.weave(bytes, user) : null;
      }
      return weave(loader, name.replace('/', '.'), bytes, wanted.wanted);
    } catch (TypePool.Resolution.NoSuchTypeException e) {
      linkers.of(wanted.framework).leaveAlone(loader, e.getName());
      return null;
    } catch (Throwable e) {
      Log.say("cannot weave " + name.replace('/', '.') + ", leaving it alone: " + why(bytes, e));
      return null;
    }
  }

  private static String why(byte[] bytes, Throwable failure) {
    int version = bytes.length < 8 ? 0 : (bytes[6] & 0xff) << 8 | bytes[7] & 0xff;
    int known = ClassFileVersion.latest().getMajorVersion();
    return version > known
        ? "its class file version " + version + " is newer than " + known + ", the latest known"
        : failure.toString();
  }

  private byte[] weave(ClassLoader loader, String name, byte[] bytes, List<ProbePoint> wanted) {
    ClassFileLocator locator =
        new ClassFileLocator.Compound(
            ClassFileLocator.Simple.of(name, bytes),
            ClassFileLocator.ForClassLoader.of(agent),
            ClassFileLocator.ForClassLoader.of(loader));
    TypePool pool = TypePool.Default.of(locator);
    TypeDescription type = pool.describe(name).resolve();
    DynamicType.Builder<?> builder = byteBuddy.decorate(type, locator);
    for (ProbePoint point : wanted) {
      TypeDescription probe = pool.describe(point.advice()).resolve();
      builder = builder.visit(advice.to(probe, locator).on(point.methods()));
    }
    return builder.make().getBytes();
  }
}

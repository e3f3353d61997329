package io.gradprobe.agent.weave;

import io.gradprobe.AgentLoader;
import io.gradprobe.agent.Log;
import java.io.IOException;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Binds woven calls to one framework's probes when they first run. Where the framework's version
 * lacks something that the probes use, all its calls are bound to nothing and one line says so.
 */
final class Linker {
  private final AgentLoader agent;
  private final Framework framework;
  private final Linker base;

  /** By application loader; an empty value marks one that is left alone. */
  private final Map<ClassLoader, WeakReference<ProbeLoader>> loaders = new WeakHashMap<>();

  private final Set<ClassLoader> leftAlone =
      java.util.Collections.newSetFromMap(new WeakHashMap<>());

  /**
   * @param base the linker of the framework that this one is built on; null for none
   */
  Linker(AgentLoader agent, Framework framework, Linker base) {
    this.agent = agent;
    this.framework = framework;
    this.base = base;
  }

  CallSite link(MethodHandles.Lookup caller, String name, MethodType type, String probeClass) {
    try {
      ProbeLoader loader = loaderFor(frameworksLoader(caller.lookupClass()));
      if (loader != null) {
        // Looked up from within the probe: a lookup of ours would bind the framework's types to the
        // agent's loader, and then no second application loader could have its own.
        Class<?> probe = loader.loadClass(probeClass);
        MethodHandle target =
            MethodHandles.privateLookupIn(probe, MethodHandles.lookup())
                .findStatic(probe, name, type);
        return Breaker.guard(probeClass.substring(probeClass.lastIndexOf('.') + 1), target);
      }
    } catch (Throwable e) {
      Log.say("cannot link " + probeClass + "." + name + ", leaving it out: " + e);
    }
    return new ConstantCallSite(Breaker.idle(type));
  }

  /** The loader of the framework that a class calls: its own one or, of a user's class, another. */
  private ClassLoader frameworksLoader(Class<?> caller) throws ClassNotFoundException {
    ClassLoader own = caller.getClassLoader();
    boolean isUsers = !framework.owns(caller.getName().replace('.', '/'));
    return isUsers && !framework.points().isEmpty()
        ? Class.forName(framework.points().get(0).type(), false, own).getClassLoader()
        : own;
  }

  /**
   * A call that is led through a probe; the plain call where the probe is not for it.
   *
   * @param owner the class that the method is called on: the framework's, or a user's subclass
   * @param called the method's name
   */
  MethodHandle lead(MethodHandle plain, Class<?> owner, String called, String probeClass) {
    try {
      Class<?> base = owner;
      while (base != null && !framework.owns(base.getName().replace('.', '/'))) {
        base = base.getSuperclass();
      }
      ProbeLoader loader = base == null ? null : loaderFor(base.getClassLoader());
      return loader == null ? plain : LedCall.of(plain, called, loader.loadClass(probeClass));
    } catch (Throwable e) {
      Log.say("cannot link " + probeClass + ", leaving it out: " + e);
      return plain;
    }
  }

  private synchronized ProbeLoader loaderFor(ClassLoader application) throws IOException {
    if (leftAlone.contains(application)) {
      return null;
    }
    WeakReference<ProbeLoader> known = loaders.get(application);
    ProbeLoader loader = known == null ? null : known.get();
    if (loader == null) {
      ProbeLoader below = base == null ? null : base.loaderFor(application);
      if (base != null && below == null) {
        // One line has said so of the framework below.
        leftAlone.add(application);
        return null;
      }
      if (!isThere(application)) {
        leftAlone.add(application);
        return null;
      }
      String missing = firstMissing(application);
      if (missing != null) {
        leaveAlone(application, missing);
        return null;
      }
      loader = new ProbeLoader(agent, application, framework.probePackage(), below);
      loaders.put(application, new WeakReference<>(loader));
    }
    return loader;
  }

  /** Whether the program has the framework, and not only what others stand on too. */
  private boolean isThere(ClassLoader application) {
    return framework.sign() == null || application.getResource(framework.sign() + ".class") != null;
  }

  /**
   * A framework's version lacks something: its calls are bound to nothing, and one line says so.
   */
  synchronized void leaveAlone(ClassLoader application, String missing) {
    if (leftAlone.add(application)) {
      Log.say(
          "this version of "
              + framework.name()
              + " is not supported (it lacks "
              + missing
              + "); it is left alone");
    }
  }

  private String firstMissing(ClassLoader application) throws IOException {
    ReferenceCheck check = new ReferenceCheck(agent, application, framework);
    for (String probe : framework.probeClasses()) {
      String missing = check.missingFor(probe);
      if (missing != null) {
        return missing;
      }
    }
    return null;
  }
}

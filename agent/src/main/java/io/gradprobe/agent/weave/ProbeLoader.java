package io.gradprobe.agent.weave;

import io.gradprobe.AgentLoader;
import java.io.IOException;

/**
 * The loader of a framework's probe classes, one for each application loader: it takes the
 * framework's types from the application and gradprobe's from the agent, so that probes use both
 * directly, without reflection.
 */
final class ProbeLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final AgentLoader agent;
  private final ClassLoader application;
  private final String probePrefix;
  private final ProbeLoader base;

  /**
   * @param base the loader of the probes that these may use; null for none
   */
  ProbeLoader(AgentLoader agent, ClassLoader application, String probePackage, ProbeLoader base) {
    super("gradprobe-probes", null);
    this.agent = agent;
    this.application = application;
    this.base = base;
    probePrefix = probePackage + ".";
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith(probePrefix)) {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : define(name);
      }
    }
    if (base != null && name.startsWith(base.probePrefix)) {
      return base.loadClass(name);
    }
    if (name.startsWith("io.gradprobe.runtime.") || name.startsWith("io.gradprobe.agent.")) {
      return agent.loadClass(name);
    }
    return Class.forName(name, false, application);
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try {
      byte[] bytes = agent.read(name.replace('.', '/') + ".class");
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}

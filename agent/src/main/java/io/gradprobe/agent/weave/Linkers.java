package io.gradprobe.agent.weave;

import io.gradprobe.AgentLoader;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The linkers of all frameworks: a probe is bound by the one whose package it stands in. */
final class Linkers {
  private final Map<String, Linker> byPackage = new HashMap<>();

  /**
   * @param frameworks each after the one that it is built on
   */
  Linkers(AgentLoader agent, List<Framework> frameworks) {
    for (Framework framework : frameworks) {
      Framework base = framework.base();
      byPackage.put(
          framework.probePackage(), new Linker(agent, framework, base == null ? null : of(base)));
    }
  }

  Linker of(Framework framework) {
    return byPackage.get(framework.probePackage());
  }

  /** The method handle that the dispatcher calls. */
  MethodHandle handle() throws ReflectiveOperationException {
    return MethodHandles.lookup().bind(this, "link", DispatcherClass.LINK);
  }

  /** The same for calls that are led through a probe. */
  MethodHandle callHandle() throws ReflectiveOperationException {
    return MethodHandles.lookup().bind(this, "linkCall", DispatcherClass.CALL_LINK);
  }

  @SuppressWarnings("unused") // by callHandle()
  CallSite linkCall(
      MethodHandles.Lookup caller,
      String name,
      MethodType type,
      String probeClass,
      Class<?> owner,
      int isStatic) {
    MethodHandle plain = PlainCall.of(caller, name, type, owner, isStatic != 0);
    Linker linker = byPackage.get(probeClass.substring(0, probeClass.lastIndexOf('.')));
    return new ConstantCallSite(
        linker == null ? plain : linker.lead(plain, owner, name, probeClass));
  }

  @SuppressWarnings("unused") // by handle()
  CallSite link(MethodHandles.Lookup caller, String name, MethodType type, String probeClass) {
    if (Numbered.is(probeClass)) {
      return Numbered.link(name, type, probeClass);
    }
    Linker linker = byPackage.get(probeClass.substring(0, probeClass.lastIndexOf('.')));
    return linker == null
        ? new ConstantCallSite(Breaker.idle(type))
        : linker.link(caller, name, type, probeClass);
  }
}

package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.tree.MethodNode;

/** What a method stores, calls, multiplies and returns. */
final class MethodFlow {
  final MethodId id;
  final MethodNode node;
  final Loops loops;
  final List<Store> stores = new ArrayList<>();

  /** What is stored in local variables. */
  final List<Store> locals = new ArrayList<>();

  final List<CallSite> calls = new ArrayList<>();

  /** Products of called methods, in the terms of this one. */
  final List<Sym> products = new ArrayList<>();

  /** What is returned; null for nothing. */
  Sym result;

  MethodFlow(MethodId id, MethodNode node) {
    this.id = id;
    this.node = node;
    this.loops = new Loops(node);
  }
}

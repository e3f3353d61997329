package io.gradprobe.agent.custom.discover;

import java.util.List;

/** What calls yield. */
interface Calls {
  /**
   * The result of a call.
   *
   * @param target the called method, by the class that declares it
   * @param arguments the receiver first
   */
  Sym result(MethodId target, int opcode, List<Sym> arguments);
}

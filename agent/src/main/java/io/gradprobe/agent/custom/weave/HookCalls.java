package io.gradprobe.agent.custom.weave;

import io.gradprobe.agent.weave.DispatcherClass;
import io.gradprobe.agent.weave.Numbered;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;

/** The calls by which woven code reaches hooks. */
final class HookCalls {
  static final String ENTER =
      "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;)V";

  private static final Handle BOOTSTRAP =
      new Handle(
          Opcodes.H_INVOKESTATIC,
          DispatcherClass.NAME,
          "bootstrap",
          DispatcherClass.LINK.toMethodDescriptorString(),
          false);

  private final String key;

  HookCalls(Numbered.Target target) {
    key = Numbered.add(target);
  }

  InvokeDynamicInsnNode call(String name, String descriptor) {
    return new InvokeDynamicInsnNode(name, descriptor, BOOTSTRAP, key);
  }

  InvokeDynamicInsnNode enter() {
    return call("enter", ENTER);
  }

  InvokeDynamicInsnNode enterStep() {
    return call("enterStep", ENTER.replace(")V", ")Z"));
  }

  InvokeDynamicInsnNode exit() {
    return call("exit", "()V");
  }

  InvokeDynamicInsnNode exitWithNumber() {
    return call("exitWithNumber", "(D)V");
  }

  InvokeDynamicInsnNode exitWithObject() {
    return call("exitWithObject", "(Ljava/lang/Object;)V");
  }

  InvokeDynamicInsnNode thrown() {
    return call("thrown", "(Ljava/lang/Throwable;)V");
  }

  InvokeDynamicInsnNode lossIs() {
    return call("lossIs", "(D)V");
  }

  InvokeDynamicInsnNode at() {
    return call("at", "([Ljava/lang/Object;)V");
  }
}

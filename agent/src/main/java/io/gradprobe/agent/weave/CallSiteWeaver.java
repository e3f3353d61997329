package io.gradprobe.agent.weave;

import io.gradprobe.agent.TapPlaces;
import io.gradprobe.agent.source.CallSites;
import io.gradprobe.agent.source.ControlFlow;
import io.gradprobe.agent.source.Handlers;
import io.gradprobe.agent.source.MethodReading;
import io.gradprobe.agent.source.ProtocolCalls;
import io.gradprobe.agent.source.SourceLine;
import io.gradprobe.agent.source.Training;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Weaves classes that call frameworks. In the user's own, before each call of a framework's method
 * the thread is told the number of the line: two instructions a call, no branch, so that frames
 * stay as they are. Where the result of a pure operation is dropped, the thread is told that too,
 * and results at places that the user wants tapped go through the framework's tap. The handlers of
 * exceptions hand what they catch to the framework's probe, which costs nothing where nothing is
 * caught. In all of them, calls that a framework wants led through a probe become invokedynamic.
 */
final class CallSiteWeaver {
  private static final int API = Opcodes.ASM9;

  /** What the two instructions take up. */
  private static final int BYTES = 6;

  /** What handing on an exception takes up. */
  private static final int CAUGHT_BYTES = 9;

  private static final int CAUGHT_STACK = 3;
  private static final String CAUGHT_TYPE = "(Ljava/lang/Throwable;I)V";

  /** What invokedynamic takes up more than another call. */
  private static final int LED_BYTES = 2;

  private static final Handle CALL_BOOTSTRAP =
      new Handle(
          Opcodes.H_INVOKESTATIC,
          DispatcherClass.NAME,
          DispatcherClass.CALL_BOOTSTRAP,
          DispatcherClass.CALL_LINK.toMethodDescriptorString(),
          false);

  private final List<Framework> frameworks;
  private final Supplier<TapPlaces> taps;

  CallSiteWeaver(List<Framework> frameworks, Supplier<TapPlaces> taps) {
    this.frameworks = frameworks;
    this.taps = taps;
  }

  /** What taps a type, by its descriptor; null where nothing does. */
  private Framework.Tap tapOf(String descriptor) {
    for (Framework framework : frameworks) {
      Framework.Tap tap = framework.tap();
      if (tap != null && tap.types().contains(descriptor)) {
        return tap;
      }
    }
    return null;
  }

  /** Whose class it is, by its internal name; null where no framework's. */
  private Framework ownerOf(String className) {
    for (Framework framework : frameworks) {
      if (framework.owns(className)) {
        return framework;
      }
    }
    return null;
  }

  /** Whether a descriptor, or the text of a class file, names one of the frameworks' types. */
  private boolean namesAny(String text, String before) {
    for (Framework framework : frameworks) {
      for (String prefix : framework.memberPrefixes()) {
        if (text.contains(before + prefix)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The probe that is told what a class catches; null where none. */
  private String catchProbe(byte[] bytes) {
    for (Framework framework : frameworks) {
      String probe = framework.catchProbe();
      if (probe != null) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (framework.memberPrefixes().stream().anyMatch(text::contains)) {
          return probe;
        }
      }
    }
    return null;
  }

  /** The probe that a call is led through; null where none. */
  private String callProbe(String owner, String name, String descriptor) {
    for (Framework framework : frameworks) {
      String probe = framework.callProbe(owner, name, descriptor);
      if (probe != null) {
        return probe;
      }
    }
    return null;
  }

  /**
   * The woven class; null where it calls nothing of the frameworks.
   *
   * @param lines whether the lines of its calls are wanted
   */
  byte[] weave(byte[] bytes, boolean lines) {
    ClassReader reader = new ClassReader(bytes);
    Map<String, Integer> sizes = CodeSizes.of(reader);
    Set<String> tooLarge = new HashSet<>();
    String catchProbe = lines ? catchProbe(bytes) : null;
    while (true) {
      ClassWriter writer = new ClassWriter(reader, 0);
      Sites sites = new Sites(writer, lines, catchProbe, sizes, tooLarge);
      reader.accept(sites, 0);
      if (sites.outgrown) {
        continue;
      }
      try {
        byte[] woven = sites.any ? writer.toByteArray() : null;
        sites.readings.stream().filter(r -> !r.isEmpty()).forEach(ProtocolCalls::add);
        sites.flows.forEach(Handlers::add);
        return woven;
      } catch (MethodTooLargeException e) {
        // It was near the limit already: it goes without lines, the class's others do not.
        if (!tooLarge.add(e.getMethodName() + e.getDescriptor())) {
          throw e;
        }
      }
    }
  }

  /**
   * Whether a class that is loaded already would be woven: its file is read.
   *
   * @param withoutMain whether calls in its main method do not count
   */
  boolean isWoven(Class<?> loaded, boolean withoutMain) {
    byte[] bytes = read(loaded);
    return namesAny(new String(bytes, StandardCharsets.ISO_8859_1), "")
        && (!withoutMain || callsOutsideMain(bytes));
  }

  private boolean callsOutsideMain(byte[] bytes) {
    boolean[] calls = {false};
    CallSearch.in(
        bytes,
        (method, owner, name, type) ->
            calls[0] |=
                !RunningMethods.isMain(method) && (ownerOf(owner) != null || namesAny(type, "L")));
    return calls[0];
  }

  /**
   * The first call of each running method that marks a phase of training and is led through a probe
   * where it is woven.
   *
   * @param running the methods' names
   */
  List<UnwovenPhases.Phase> phases(Class<?> loaded, Set<String> running) {
    Map<String, UnwovenPhases.Phase> found = new LinkedHashMap<>();
    CallSearch.in(
        read(loaded),
        (method, owner, name, type) -> {
          String caller = method.substring(0, method.indexOf('('));
          for (Framework framework : frameworks) {
            String probe = framework.callProbe(owner, name, type);
            if (probe != null && framework.isPhase(probe) && running.contains(caller)) {
              String called = owner.substring(owner.lastIndexOf('/') + 1) + "." + name;
              found.putIfAbsent(
                  caller,
                  new UnwovenPhases.Phase(framework.name(), loaded.getName(), caller, called));
            }
          }
        });
    return List.copyOf(found.values());
  }

  /** A class that is loaded already, as its loader finds its file; empty where it finds none. */
  private static byte[] read(Class<?> loaded) {
    String file = loaded.getName().replace('.', '/') + ".class";
    try (InputStream in = loaded.getClassLoader().getResourceAsStream(file)) {
      return in == null ? new byte[0] : in.readAllBytes();
    } catch (IOException | RuntimeException e) {
      return new byte[0];
    }
  }

  private final class Sites extends ClassVisitor {
    private String className = "";
    private String file;
    private boolean hasDynamicCalls;
    private final boolean lines;
    private final String catchProbe;
    private final Map<String, Integer> sizes;
    private final Set<String> leftOut;
    private final TapPlaces tapped = taps.get();
    private final List<MethodReading> readings = new ArrayList<>();
    private final Map<String, ControlFlow> flows = new HashMap<>();
    private boolean any;

    /** Whether a method has become one that the JVM does not compile, and is left out from now. */
    private boolean outgrown;

    Sites(
        ClassVisitor next,
        boolean lines,
        String catchProbe,
        Map<String, Integer> sizes,
        Set<String> leftOut) {
      super(API, next);
      this.lines = lines;
      this.catchProbe = catchProbe;
      this.sizes = sizes;
      this.leftOut = leftOut;
    }

    private void grown(String method, int bytes) {
      int before = sizes.getOrDefault(method, 0);
      boolean compiled = before <= CodeSizes.LONGEST_COMPILED;
      if (compiled && before + bytes > CodeSizes.LONGEST_COMPILED) {
        leftOut.add(method);
        outgrown = true;
      }
    }

    @Override
    public void visit(
        int version, int access, String name, String sign, String parent, String[] interfaces) {
      className = name.replace('/', '.');
      hasDynamicCalls = (version & 0xffff) >= Opcodes.V1_7;
      super.visit(version, access, name, sign, parent, interfaces);
    }

    @Override
    public void visitSource(String source, String debug) {
      file = source;
      super.visitSource(source, debug);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String sign, String[] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, sign, exceptions);
      return next == null || leftOut.contains(name + descriptor)
          ? next
          : new Calls(next, name, descriptor);
    }

    private final class Calls extends InstructionVisitor {
      private final String method;
      private int line = -1;
      private boolean woven;

      /** The call that the next instruction may drop the result of; 0 for none. */
      private int made;

      private final String key;
      private final String descriptor;
      private final Framework.Tap returned;
      private final String returnType;
      private final MethodReading reading = new MethodReading();
      private final ControlFlow flow;

      /** Numbers of the handlers, by the labels where they begin. */
      private final Map<Label, Integer> handlers = new HashMap<>();

      /** The handler whose first instruction comes next; 0 for none. */
      private int entered;

      private int added;

      Calls(MethodVisitor next, String method, String descriptor) {
        super(API, next);
        this.method = method;
        key = method + descriptor;
        this.descriptor = descriptor;
        flow = new ControlFlow(className, method);
        returnType = descriptor.substring(descriptor.indexOf(')') + 1);
        returned = lines && tapped.hasMethod(className, method) ? tapOf(returnType) : null;
      }

      private void tap(Framework.Tap tap, String type, String made) {
        if (tap == null || !hasDynamicCalls) {
          return;
        }
        push(CallSites.add(className, method, file, line, made));
        mv.visitInvokeDynamicInsn(
            "tap", "(" + type + "I)" + type, DispatcherClass.BOOTSTRAP, tap.probe());
        added += 3 + BYTES;
        woven = true;
        any = true;
      }

      @Override
      public void visitInsn(int opcode) {
        if (opcode == Opcodes.ARETURN && returned != null) {
          next(false);
          tap(returned, returnType, method);
        }
        if (opcode == Opcodes.ATHROW) {
          flow.thrown();
        } else if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
          flow.returned();
        }
        super.visitInsn(opcode);
      }

      @Override
      public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
        // Without a type it is a finally, which throws on.
        if (type != null && catchProbe != null && hasDynamicCalls) {
          int site =
              handlers.computeIfAbsent(
                  handler, h -> CallSites.add(className, method, file, -1, "catch"));
          flow.handler(site, start, end, handler);
        }
        super.visitTryCatchBlock(start, end, handler, type);
      }

      /** Hands on what a handler has caught, which stands on the stack. */
      private void hand(int site) {
        mv.visitInsn(Opcodes.DUP);
        push(site);
        mv.visitInvokeDynamicInsn("caught", CAUGHT_TYPE, DispatcherClass.BOOTSTRAP, catchProbe);
        added += CAUGHT_BYTES;
        any = true;
      }

      @Override
      void next(boolean pop) {
        if (entered != 0) {
          hand(entered);
          entered = 0;
        }
        if (pop && made != 0) {
          tell(made, DispatcherClass.DROPPED);
        }
        made = 0;
      }

      private void push(int site) {
        if (site <= Short.MAX_VALUE) {
          mv.visitIntInsn(Opcodes.SIPUSH, site);
        } else {
          mv.visitLdcInsn(site);
        }
      }

      private void tell(int site, String how) {
        push(site);
        mv.visitMethodInsn(
            Opcodes.INVOKESTATIC, DispatcherClass.NAME, how, DispatcherClass.LINE_TYPE, false);
        added += BYTES;
        woven = true;
        any = true;
      }

      @Override
      public void visitLineNumber(int number, Label start) {
        line = number;
        flow.line(number);
        super.visitLineNumber(number, start);
      }

      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean isInterface) {
        next(false);
        int site = 0;
        Framework framework = ownerOf(owner);
        read(framework, owner, name, descriptor);
        if (lines && framework != null && framework.isProtocol(owner, name)) {
          reading.call(name, SourceLine.format(className, method, file, line));
        }
        // A user's own class may inherit what it is called for, and a function may be anything.
        if (lines && (framework != null || namesAny(descriptor, "L") || isFunction(owner, name))) {
          site = CallSites.add(className, method, file, line, name);
          tell(site, DispatcherClass.LINE);
        }
        String probe = isLeadable(opcode) ? callProbe(owner, name, descriptor) : null;
        if (probe == null) {
          mv.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        } else {
          lead(opcode, owner, name, descriptor, probe);
        }
        if (lines && framework != null && tapped.hasLine(file, line)) {
          String type = descriptor.substring(descriptor.indexOf(')') + 1);
          tap(tapOf(type), type, name);
        }
        made = framework != null && framework.isPure(name + descriptor) ? site : 0;
      }

      private void read(Framework framework, String owner, String name, String descriptor) {
        Training training = framework == null ? Training.NONE : framework.training(owner, name);
        if (training != Training.NONE) {
          flow.trains(training);
        } else if (framework == null && !owner.startsWith("java/")) {
          flow.call(Handlers.key(owner, name, descriptor));
        }
      }

      @Override
      public void visitInvokeDynamicInsn(
          String name, String descriptor, Handle bootstrap, Object... arguments) {
        next(false);
        for (Object argument : arguments) {
          if (argument instanceof Handle handle) {
            Framework framework = ownerOf(handle.getOwner());
            read(framework, handle.getOwner(), handle.getName(), handle.getDesc());
            if (lines && framework != null) {
              String called = CallSites.REFERENCE + handle.getName();
              tell(CallSites.add(className, method, file, line, called), DispatcherClass.LINE);
            }
          }
        }
        super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
      }

      private static boolean isFunction(String owner, String name) {
        return owner.startsWith("java/util/function/")
            && (name.equals("apply") || name.equals("accept") || name.equals("get"));
      }

      private boolean isLeadable(int opcode) {
        return hasDynamicCalls
            && (opcode == Opcodes.INVOKEVIRTUAL || opcode == Opcodes.INVOKESTATIC);
      }

      private void lead(int opcode, String owner, String name, String descriptor, String probe) {
        boolean isStatic = opcode == Opcodes.INVOKESTATIC;
        mv.visitInvokeDynamicInsn(
            name,
            isStatic ? descriptor : "(L" + owner + ";" + descriptor.substring(1),
            CALL_BOOTSTRAP,
            probe,
            Type.getObjectType(owner),
            isStatic ? 1 : 0);
        added += LED_BYTES;
        any = true;
      }

      @Override
      public void visitLabel(Label label) {
        reading.label(label);
        flow.label(label);
        entered = Math.max(entered, handlers.getOrDefault(label, 0));
        super.visitLabel(label);
      }

      @Override
      public void visitJumpInsn(int opcode, Label label) {
        reading.jump(label);
        flow.jump(opcode != Opcodes.GOTO, List.of(label));
        super.visitJumpInsn(opcode, label);
      }

      @Override
      public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... cases) {
        switches(otherwise, cases);
        super.visitTableSwitchInsn(min, max, otherwise, cases);
      }

      @Override
      public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] cases) {
        switches(otherwise, cases);
        super.visitLookupSwitchInsn(otherwise, keys, cases);
      }

      private void switches(Label otherwise, Label[] cases) {
        List<Object> targets = new ArrayList<>(List.of(cases));
        targets.add(otherwise);
        flow.jump(false, targets);
      }

      @Override
      public void visitIincInsn(int variable, int increment) {
        if (increment < 0) {
          flow.countsBack();
        }
        super.visitIincInsn(variable, increment);
      }

      @Override
      public void visitEnd() {
        readings.add(reading);
        if (flow.isOfUse()) {
          flows.put(Handlers.key(className.replace('.', '/'), method, descriptor), flow);
        }
        super.visitEnd();
      }

      @Override
      public void visitMaxs(int maxStack, int maxLocals) {
        int needed = woven ? maxStack + 1 : maxStack;
        super.visitMaxs(handlers.isEmpty() ? needed : Math.max(needed, CAUGHT_STACK), maxLocals);
        grown(key, added);
      }
    }
  }
}

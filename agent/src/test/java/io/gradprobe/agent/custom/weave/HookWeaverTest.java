package io.gradprobe.agent.custom.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.agent.custom.probe.Site;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodNode;

/** What hooks look like in bytecode; the JVM itself verifies them. */
class HookWeaverTest {
  /** Code in many forms. */
  @SuppressWarnings("unused")
  static final class Sample {
    double[] w = {1, 2};

    double loss(double[] x, Object other, boolean fail) {
      try {
        if (fail) {
          throw new IllegalStateException("no");
        }
        double sum = 0;
        for (double v : x) {
          sum += v;
        }
        return sum;
      } catch (IllegalStateException e) {
        return other == null ? -1 : 1;
      }
    }

    static void train(double[][] data, boolean keep) {
      double[] w = new double[2];
      for (int epoch = 0; epoch < 3; epoch++) {
        String text = keep ? "a" : "b";
        int j = 0;
        if (!keep) {
          j = 1;
        }
        while (j < w.length) {
          w[j] -= 0.1 * data[epoch][j];
          j++;
        }
      }
    }

    static void fit(double[] w, float[] x) {
      double[] slopes = new double[w.length];
      double bias = 0;
      float last = 0;
      for (int i = 0; i < w.length; i++) {
        slopes[i] = w[i] * x[i];
        bias += w[i];
        last += x[i];
      }
      for (int i = 0; i < w.length; i++) {
        w[i] -= 0.1 * slopes[i] + bias + last;
      }
    }

    static void endless(double[] w) {
      while (true) {
        w[0] -= 0.5;
        if (w[0] < 0) {
          return;
        }
      }
    }
  }

  private static byte[] bytes() throws Exception {
    try (InputStream in = Sample.class.getResourceAsStream("HookWeaverTest$Sample.class")) {
      return in.readAllBytes();
    }
  }

  private static Site site(Site.Kind kind, String method, String descriptor) {
    return new Site(kind, null, Sample.class.getName(), method, descriptor, List.of(), 7);
  }

  private static MethodNode method(byte[] bytes, String name) {
    ClassNode node = new ClassNode();
    new ClassReader(bytes).accept(node, 0);
    return node.methods.stream().filter(m -> m.name.equals(name)).findFirst().orElseThrow();
  }

  /** Loads the class: then the JVM verifies it. */
  private static void assertVerifies(byte[] woven) throws Exception {
    ClassLoader loader =
        new ClassLoader(HookWeaverTest.class.getClassLoader()) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return name.equals(Sample.class.getName())
                ? defineClass(name, woven, 0, woven.length)
                : super.loadClass(name, resolve);
          }
        };
    assertEquals(loader, Class.forName(Sample.class.getName(), true, loader).getClassLoader());
  }

  private static List<String> hooks(MethodNode method) {
    List<String> names = new ArrayList<>();
    for (AbstractInsnNode at : method.instructions) {
      if (at instanceof InvokeDynamicInsnNode call && call.bsm.getOwner().contains("$Gradprobe")) {
        names.add(call.name);
      }
    }
    return names;
  }

  /** The number of the instruction that a jump back leads to. */
  private static int loopHead(MethodNode method, int which) {
    List<Integer> heads = new ArrayList<>();
    Map<AbstractInsnNode, Integer> numbers = new HashMap<>();
    int number = 0;
    for (AbstractInsnNode at : method.instructions) {
      numbers.put(at, number);
      if (at.getOpcode() >= 0) {
        number++;
      }
      if (at instanceof org.objectweb.asm.tree.JumpInsnNode jump
          && numbers.containsKey(jump.label)) {
        heads.add(numbers.get(jump.label));
      }
    }
    heads.sort(null);
    return heads.get(which);
  }

  @Test
  void aMethodIsHookedAtItsEntryItsReturnsAndWhatItThrows() throws Exception {
    Site site = site(Site.Kind.LOSS, "loss", "([DLjava/lang/Object;Z)D");
    byte[] woven =
        HookWeaver.weave(
            bytes(),
            Map.of("loss([DLjava/lang/Object;Z)D", List.of(new Point(site, -1))),
            List.of());
    assertVerifies(woven);
    assertEquals(
        List.of("enter", "exitWithNumber", "exitWithNumber", "thrown"),
        hooks(method(woven, "loss")));
  }

  @Test
  void aHookBeforeALoopRunsOnceAndNotOncePerRound() throws Exception {
    MethodNode before = method(bytes(), "train");
    int inner = loopHead(before, 1);
    Site site = site(Site.Kind.INLINE_STEP, "train", "([[DZ)V");
    byte[] woven =
        HookWeaver.weave(
            bytes(), Map.of("train([[DZ)V", List.of(new Point(site, inner))), List.of());
    assertVerifies(woven);
    MethodNode after = method(woven, "train");
    assertEquals(List.of("at"), hooks(after));
    assertTrue(loopHead(after, 1) > inner, "the jump back leads behind the hook");
  }

  @Test
  void aHookPassesTheObjectsInScopeByName() throws Exception {
    int outer = loopHead(method(bytes(), "train"), 0);
    Site site = site(Site.Kind.LOOP, "train", "([[DZ)V");
    byte[] woven =
        HookWeaver.weave(
            bytes(), Map.of("train([[DZ)V", List.of(new Point(site, outer))), List.of());
    assertVerifies(woven);
    assertNotNull(woven);
    List<String> declared = new ArrayList<>();
    for (LocalVariableNode variable : method(bytes(), "train").localVariables) {
      if (variable.name.equals("data") || variable.name.equals("w")) {
        declared.add(variable.name);
      }
    }
    assertEquals(2, declared.size());
    assertEquals(
        List.of("data", "w"), site.variables().stream().map(Site.Variable::name).sorted().toList());
  }

  @Test
  void aLoopAtAMethodsBeginIsHooked() throws Exception {
    Site site = site(Site.Kind.INLINE_STEP, "endless", "([D)V");
    byte[] woven =
        HookWeaver.weave(bytes(), Map.of("endless([D)V", List.of(new Point(site, 0))), List.of());
    assertVerifies(woven);
    MethodNode after = method(woven, "endless");
    assertEquals(List.of("at"), hooks(after));
    assertTrue(loopHead(after, 0) > 0);
  }

  @Test
  void aClassOfWhichNothingIsWantedIsLeftAlone() throws Exception {
    assertNull(HookWeaver.weave(bytes(), Map.of("nothing()V", List.of()), List.of()));
  }

  @Test
  void aPointInsideAMethodPassesTheNumbersThatAreWanted() throws Exception {
    Site whole = site(Site.Kind.WHOLE, "fit", "([D[F)V");
    Site step = site(Site.Kind.INLINE_STEP, "fit", "([D[F)V");
    step.pass(Set.of(3, 5, 6));
    byte[] woven =
        HookWeaver.weave(
            bytes(),
            Map.of(
                "fit([D[F)V",
                List.of(
                    new Point(step, loopHead(method(bytes(), "fit"), 1)), new Point(whole, -1))),
            List.of());
    assertVerifies(woven);
    assertEquals(List.of("enter", "at", "exit", "thrown"), hooks(method(woven, "fit")));
    assertEquals(
        List.of("w A", "x A", "slopes A", "bias D", "last F"),
        step.variables().stream().map(v -> v.name() + " " + v.type()).toList());
  }

  @Test
  void aStepThatMayBeLeftOutReturnsAtOnce() throws Exception {
    for (String method : List.of("endless([D)V", "train([[DZ)V", "fit([D[F)V")) {
      String name = method.substring(0, method.indexOf('('));
      Site site = site(Site.Kind.STEP, name, method.substring(name.length()));
      site.guard();
      byte[] woven =
          HookWeaver.weave(bytes(), Map.of(method, List.of(new Point(site, -1))), List.of());
      assertVerifies(woven);
      List<String> hooks = hooks(method(woven, name));
      assertEquals("enterStep", hooks.get(0));
      assertEquals(List.of("exit", "thrown"), hooks.subList(hooks.size() - 2, hooks.size()));
    }
  }
}

package io.gradprobe.agent.custom.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.agent.custom.discover.ClassSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** What recorders look like in bytecode, and what can't be recorded. */
class RecorderTest {
  /** Arguments and results of all kinds; a loop that begins with the method. */
  @SuppressWarnings("unused")
  static final class Sample {
    private static final Random RANDOM = new Random(1);

    private double sum;

    Sample() {
      System.out.println("made");
    }

    double all(boolean a, char b, byte c, short d, int e, long f, float g, double h, int[][] i) {
      return a ? b + c + d + e + f : g + h + i.length;
    }

    static Object loop(int left) {
      while (left > 0) {
        left--;
      }
      return left == 0 ? "done" : null;
    }

    long count(long[] values) {
      for (long value : values) {
        sum += value;
      }
      return (long) sum;
    }

    void print() {
      System.out.println(sum);
    }

    double draws() {
      return RANDOM.nextGaussian() + Math.sqrt(sum) + System.nanoTime();
    }

    double drawsAnywhere() {
      return Math.random();
    }

    Sample another() {
      return new Sample();
    }

    float train() {
      return 0;
    }
  }

  private static final String NAME = Sample.class.getName();
  private static final String INTERNAL = NAME.replace('.', '/');

  private static byte[] bytes(String internalName) {
    try (InputStream in =
        RecorderTest.class.getClassLoader().getResourceAsStream(internalName + ".class")) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Purity purity() {
    return new Purity(
        new ClassSource() {
          @Override
          public byte[] bytes(String internalName) {
            return RecorderTest.bytes(internalName);
          }

          @Override
          public List<String> names() {
            return List.of(INTERNAL);
          }
        });
  }

  private static byte[] woven(Set<String> classes) {
    Recorder recorder = new Recorder(classes, Set.of(NAME + ".train()F"), Set.of(), purity());
    return HookWeaver.weave(bytes(INTERNAL), Map.of(), List.of(recorder));
  }

  private static ClassNode read(byte[] bytes) {
    ClassNode node = new ClassNode();
    new ClassReader(bytes).accept(node, 0);
    return node;
  }

  private static MethodNode method(ClassNode node, String name) {
    return node.methods.stream().filter(m -> m.name.equals(name)).findFirst().orElseThrow();
  }

  private static List<String> hooks(MethodNode method) {
    List<String> names = new ArrayList<>();
    for (AbstractInsnNode at : method.instructions) {
      if (at instanceof InvokeDynamicInsnNode call && call.bsm.getOwner().contains("$Gradprobe")) {
        names.add(call.name + call.desc);
      }
    }
    return names;
  }

  @Test
  void methodsOfAllKindsAreRecordedAndVerify() throws Exception {
    byte[] woven = woven(Set.of(INTERNAL));
    assertNotNull(woven);
    ClassLoader loader =
        new ClassLoader(RecorderTest.class.getClassLoader()) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return name.equals(NAME)
                ? defineClass(name, woven, 0, woven.length)
                : super.loadClass(name, resolve);
          }
        };
    assertEquals(loader, Class.forName(NAME, true, loader).getClassLoader());
    ClassNode node = read(woven);
    String begin = "begin([Ljava/lang/Object;)V";
    assertEquals(List.of("recording()Z", begin, "end(D)V"), hooks(method(node, "all")));
    assertEquals(
        List.of("recording()Z", begin, "end(Ljava/lang/Object;)V"), hooks(method(node, "loop")));
    assertEquals(List.of("recording()Z", begin, "end(J)V"), hooks(method(node, "count")));
    assertEquals(List.of("recording()Z", begin, "end()V"), hooks(method(node, "print")));
  }

  @Test
  void loopsAndConstructorsAreNot() {
    ClassNode node = read(woven(Set.of(INTERNAL)));
    assertEquals(List.of(), hooks(method(node, "train")));
    assertEquals(List.of(), hooks(method(node, "<init>")));
  }

  @Test
  void otherClassesAreLeftAlone() {
    assertNull(woven(Set.of("some/Other")));
  }

  @Test
  void whatHasEffectsIsNotPure() {
    ClassNode node = read(bytes(INTERNAL));
    Purity purity = purity();
    assertTrue(purity.isPure(node, method(node, "all")));
    assertTrue(purity.isPure(node, method(node, "draws")));
    assertFalse(purity.isPure(node, method(node, "print")));
    assertFalse(purity.isPure(node, method(node, "drawsAnywhere")));
    assertFalse(purity.isPure(node, method(node, "another")), "its constructor prints");
  }
}

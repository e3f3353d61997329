package io.gradprobe.agent.weave;

import io.gradprobe.AgentLoader;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Checks, before probes are linked to a framework, that every member of the framework that they use
 * is there. (OpenTelemetry's agent calls such a check muzzle.) Reads class files; loads no class.
 */
final class ReferenceCheck {
  private final AgentLoader agent;
  private final ClassLoader application;
  private final Framework framework;
  private final Map<String, Members> known = new HashMap<>();

  private static final class Members {
    String superName;
    String[] interfaces = {};
    final Set<String> names = new HashSet<>();
  }

  ReferenceCheck(AgentLoader agent, ClassLoader application, Framework framework) {
    this.agent = agent;
    this.application = application;
    this.framework = framework;
  }

  /** The first member that a probe class uses and the framework lacks; null where all are there. */
  String missingFor(String probeClass) throws IOException {
    byte[] bytes = agent.read(probeClass.replace('.', '/') + ".class");
    if (bytes == null) {
      return probeClass;
    }
    String[] missing = new String[1];
    new ClassReader(bytes)
        .accept(
            new ClassVisitor(Opcodes.ASM9) {
              @Override
              public MethodVisitor visitMethod(
                  int access, String name, String descriptor, String signature, String[] thrown) {
                return new MethodVisitor(Opcodes.ASM9) {
                  @Override
                  public void visitMethodInsn(
                      int opcode, String owner, String called, String type, boolean isInterface) {
                    check(owner, called + type);
                  }

                  @Override
                  public void visitFieldInsn(int opcode, String owner, String field, String type) {
                    check(owner, field + ":" + type);
                  }

                  private void check(String owner, String member) {
                    if (missing[0] == null && framework.owns(owner) && !has(owner, member)) {
                      missing[0] = owner.replace('/', '.') + "." + member;
                    }
                  }
                };
              }
            },
            ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return missing[0];
  }

  private boolean has(String owner, String member) {
    if (owner == null) {
      return false;
    }
    if (!framework.owns(owner)) {
      // Beyond the framework's own types lies the JDK, whose members don't go missing.
      return owner.startsWith("java/") && !member.startsWith("<init>");
    }
    Members members = known.computeIfAbsent(owner, this::read);
    if (members == null) {
      return false;
    }
    if (members.names.contains(member) || has(members.superName, member)) {
      return true;
    }
    for (String up : members.interfaces) {
      if (has(up, member)) {
        return true;
      }
    }
    return false;
  }

  private Members read(String owner) {
    try (InputStream in = application.getResourceAsStream(owner + ".class")) {
      if (in == null) {
        return null;
      }
      Members members = new Members();
      new ClassReader(in)
          .accept(
              new ClassVisitor(Opcodes.ASM9) {
                @Override
                public void visit(
                    int version,
                    int access,
                    String name,
                    String signature,
                    String superName,
                    String[] interfaces) {
                  members.superName = "java/lang/Object".equals(superName) ? null : superName;
                  members.interfaces = interfaces;
                }

                @Override
                public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String s, String[] thrown) {
                  members.names.add(name + descriptor);
                  return null;
                }

                @Override
                public FieldVisitor visitField(
                    int access, String name, String descriptor, String s, Object value) {
                  members.names.add(name + ":" + descriptor);
                  return null;
                }
              },
              ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
      return members;
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }
}

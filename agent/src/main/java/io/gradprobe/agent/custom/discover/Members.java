package io.gradprobe.agent.custom.discover;

import io.gradprobe.agent.custom.binding.MemberRef;
import java.util.List;
import org.objectweb.asm.tree.MethodNode;

/** The members that locations and methods are. */
final class Members {
  private final Program program;

  Members(Program program) {
    this.program = program;
  }

  List<MemberRef> path(Location location) {
    if (!location.isLocal()) {
      return location.path().stream().map(Members::field).toList();
    }
    MethodId method = location.method();
    MethodNode code = program.code(method);
    return List.of(
        MemberRef.local(
            dotted(method.owner()),
            method.name(),
            method.descriptor(),
            Variables.slot(location.slot()),
            code == null ? "" : Variables.name(code, location.slot())));
  }

  static MemberRef field(FieldId field) {
    return MemberRef.field(dotted(field.owner()), field.name(), field.descriptor());
  }

  static MemberRef method(MethodId method) {
    return MemberRef.method(dotted(method.owner()), method.name(), method.descriptor());
  }

  static MethodId id(MemberRef method) {
    return new MethodId(method.owner().replace('.', '/'), method.name(), method.descriptor());
  }

  static String dotted(String internalName) {
    return internalName.replace('/', '.');
  }
}

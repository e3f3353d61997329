package io.gradprobe.agent.custom.binding;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.objectweb.asm.Type;

/**
 * Members as binding files write them: {@code my.Net.w}, {@code my.Net.step(double, int)}, and
 * {@code my.Train.main(java.lang.String[]):w} for a local variable, with {@code @3} for its slot.
 */
final class MemberText {
  /** Stands between the members of a path. */
  static final String ARROW = " -> ";

  private MemberText() {}

  /** A member. */
  static String of(MemberRef member) {
    return switch (member.kind()) {
      case FIELD -> member.owner() + "." + member.name();
      case METHOD -> method(member.owner(), member.name(), member.descriptor());
      case LOCAL ->
          method(member.owner(), member.localMethod(), member.localMethodDescriptor())
              + ":"
              + member.name()
              + "@"
              + member.localSlot();
    };
  }

  /** A path of members. */
  static String of(List<MemberRef> path) {
    return path.stream().map(MemberText::of).collect(Collectors.joining(ARROW));
  }

  private static String method(String owner, String name, String descriptor) {
    return owner
        + "."
        + name
        + Stream.of(Type.getArgumentTypes(descriptor))
            .map(Type::getClassName)
            .collect(Collectors.joining(", ", "(", ")"));
  }
}

package io.gradprobe.agent.custom.binding;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Type;

/**
 * A member as a binding file names it, before classes say whether there is one.
 *
 * @param text as written
 * @param owner the class; empty where only the member's name is written
 * @param name the member's name; of a local variable, its method's
 * @param types the names of a method's parameter types; null where none are written
 * @param variable a local variable's name, empty where only its slot is written; null for other
 *     members
 * @param slot a local variable's slot; -1 where none is written
 */
record MemberPattern(
    String text, String owner, String name, List<String> types, String variable, int slot) {

  /**
   * Reads a member.
   *
   * @throws BadMember where it is none
   */
  static MemberPattern of(String text) throws BadMember {
    String rest = text;
    String variable = null;
    int slot = -1;
    int colon = rest.indexOf(':');
    if (colon >= 0) {
      variable = rest.substring(colon + 1).strip();
      rest = rest.substring(0, colon).strip();
      int at = variable.indexOf('@');
      if (at >= 0) {
        slot = slot(text, variable.substring(at + 1).strip());
        variable = variable.substring(0, at).strip();
      }
      if (slot < 0 && variable.isEmpty()) {
        throw new BadMember("'" + text + "' names no variable after ':'");
      }
    }
    List<String> types = null;
    int open = rest.indexOf('(');
    if (open >= 0) {
      if (!rest.endsWith(")")) {
        throw new BadMember("'" + text + "' lacks a closing ')'");
      }
      types = types(rest.substring(open + 1, rest.length() - 1));
      rest = rest.substring(0, open).strip();
    }
    int dot = rest.lastIndexOf('.');
    String owner = dot < 0 ? "" : rest.substring(0, dot);
    String name = rest.substring(dot + 1);
    if (name.isEmpty() || dot == 0 || rest.contains("..") || !isPlain(rest)) {
      throw new BadMember("'" + text + "' is no member; write package.Class.name");
    }
    return new MemberPattern(text, owner, name, types, variable, slot);
  }

  boolean isLocal() {
    return variable != null;
  }

  /** Whether a method's parameters are those written; a type may be written without its package. */
  boolean fits(String descriptor) {
    if (types == null) {
      return true;
    }
    Type[] actual = Type.getArgumentTypes(descriptor);
    if (actual.length != types.size()) {
      return false;
    }
    for (int i = 0; i < actual.length; i++) {
      String full = actual[i].getClassName();
      String written = types.get(i);
      if (!full.equals(written) && !full.endsWith("." + written) && !full.endsWith("$" + written)) {
        return false;
      }
    }
    return true;
  }

  private static int slot(String text, String number) throws BadMember {
    try {
      int slot = Integer.parseInt(number);
      if (slot >= 0 && slot <= 0xffff) {
        return slot;
      }
    } catch (NumberFormatException e) {
      // The same as one that is out of range.
    }
    throw new BadMember("'" + text + "' names no slot after '@': a number from 0 to 65535");
  }

  private static List<String> types(String list) {
    List<String> types = new ArrayList<>();
    if (!list.isBlank()) {
      for (String type : list.split(",", -1)) {
        types.add(type.replaceAll("<.*>", "").replace("...", "[]").replaceAll("\\s", ""));
      }
    }
    return types;
  }

  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isWhitespace(c) || ";[/()\"'\\{}".indexOf(c) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** A text that names no member. The message says why. */
  static final class BadMember extends Exception {
    private static final long serialVersionUID = 1L;

    BadMember(String why) {
      super(why);
    }
  }
}

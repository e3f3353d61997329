package io.gradprobe.agent.custom.heap;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

/** What lies one step away from an object, along the fields of the program's own classes. */
final class Walk {
  private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();
  private static final ClassValue<List<Member>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<Member> computeValue(Class<?> type) {
          return find(type);
        }
      };

  private Walk() {}

  /** Whether nothing is looked for inside objects of a class: the JDK's, and what lambdas hold. */
  static boolean isOpaque(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null
        || loader == PLATFORM
        || type.isPrimitive()
        || type.isArray()
        || type.isEnum()
        || type.isAnnotation()
        || (type.isHidden() && type.isSynthetic())
        || ClassLoader.class.isAssignableFrom(type)
        || Thread.class.isAssignableFrom(type);
  }

  /** The fields of a class through which other objects may be reached. */
  static List<Member> fields(Class<?> type) {
    return FIELDS.get(type);
  }

  private static List<Member> find(Class<?> type) {
    List<Member> found = new ArrayList<>();
    for (Class<?> c = type; c != null && !isOpaque(c); c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && mayLead(field.getType())) {
          try {
            found.add(Member.of(field));
          } catch (IllegalAccessException | RuntimeException e) {
            // A field that can't be read leads nowhere.
          }
        }
      }
    }
    return found;
  }

  private static boolean mayLead(Class<?> type) {
    if (type.isArray()) {
      Class<?> element = type.getComponentType();
      return !element.isPrimitive() && mayLead(element);
    }
    return !type.isPrimitive()
        && !Number.class.isAssignableFrom(type)
        && !CharSequence.class.isAssignableFrom(type)
        && type != Boolean.class
        && type != Character.class
        && type != Class.class;
  }
}

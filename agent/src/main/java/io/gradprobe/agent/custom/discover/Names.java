package io.gradprobe.agent.custom.discover;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What names say: little, and never alone. */
final class Names {
  private static final Pattern GRADIENT_NAME =
      Pattern.compile("grad|delta|^d[A-Z_]|^d[wb]\\d*$|^dweight|^dbias|deriv");
  private static final Pattern VALUE_NAME =
      Pattern.compile("weight|param|bias|theta|coef|^[wb]\\d*$|^data$|^value$");
  private static final Pattern RATE_NAME =
      Pattern.compile("^lr$|learn|^rate$|^eta$|^alpha$|step_?size", Pattern.CASE_INSENSITIVE);
  private static final Pattern METHOD_NAME =
      Pattern.compile("backward|backprop|zero_?grad|gradient|train|optimi|^fit$");

  private Names() {}

  /** How many names say that a change is an update. */
  static int of(Change change) {
    int names = 0;
    if (change.gradient() != null && matches(GRADIENT_NAME, change.gradient())) {
      names++;
    }
    if (matches(VALUE_NAME, change.value())) {
      names++;
    }
    for (Terms.Term term : change.terms()) {
      for (Sym leaf : term.sym().leaves()) {
        List<FieldId> path = leaf.path();
        if (!path.isEmpty() && RATE_NAME.matcher(path.get(path.size() - 1).name()).find()) {
          return names + 1;
        }
      }
    }
    return METHOD_NAME.matcher(change.store().method().name().toLowerCase(Locale.ROOT)).find()
        ? names + 1
        : names;
  }

  private static boolean matches(Pattern pattern, Location location) {
    return location.path().stream().anyMatch(field -> pattern.matcher(field.name()).find());
  }
}

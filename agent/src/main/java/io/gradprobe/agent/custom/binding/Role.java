package io.gradprobe.agent.custom.binding;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a member does in a training program. */
public enum Role {
  /** A method or field that yields all parameters. */
  PARAMETERS,
  /** Where a parameter's value is. */
  VALUE,
  /** Where the gradient of that value is. */
  GRADIENT,
  /** The model's output from its input. */
  FORWARD,
  /** The loss; what the method returns is its value. */
  LOSS,
  /** Fills the gradients. */
  BACKWARD,
  /** Clears the gradients. */
  ZERO_GRAD,
  /** Limits the gradients between backward and step. */
  CLIP,
  /** Changes the values by their gradients. */
  STEP,
  /** Switches the model to training. */
  TRAIN_MODE,
  /** Switches the model to evaluation. */
  EVAL_MODE;

  /** The role's name in binding files, such as {@code zero-grad}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether the role is played by a call, and not by a place where numbers are kept. */
  public boolean isCall() {
    return this != PARAMETERS && this != VALUE && this != GRADIENT;
  }

  /** The names of all roles, in the order of this list. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Role::word).toList();
  }

  /** The role of that name in binding files; null where there is none. */
  public static Role ofWord(String word) {
    for (Role role : values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    return null;
  }
}

package io.gradprobe.demo.support;

import ai.djl.engine.Engine;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Command-line arguments of a demo: {@code --key value} pairs and the flag {@code --fixed}. */
public final class Args {
  private final Map<String, String> values = new HashMap<>();

  private Args() {}

  /** Parses the arguments and seeds the engine with {@code --seed} (1 where it is not given). */
  public static Args parse(String[] argv) {
    Args args = new Args();
    for (int i = 0; i < argv.length; i++) {
      String key = argv[i];
      if (!key.startsWith("--")) {
        throw new IllegalArgumentException("not an option: " + key);
      }
      if (key.equals("--fixed")) {
        args.values.put("fixed", "true");
      } else if (i + 1 < argv.length) {
        args.values.put(key.substring(2), argv[++i]);
      } else {
        throw new IllegalArgumentException("a value is missing after " + key);
      }
    }
    Engine.getInstance().setRandomSeed(args.seed());
    return args;
  }

  /** The seed of everything random. */
  public int seed() {
    return number("seed", 1);
  }

  /** Whether the repaired twin was asked for. */
  public boolean fixed() {
    return values.containsKey("fixed");
  }

  /** An integer option, or its default. */
  public int number(String key, int byDefault) {
    String value = values.get(key);
    return value == null ? byDefault : Integer.parseInt(value);
  }

  /** The file {@code name} in the folder {@code --data}, or null where no folder was given. */
  public Path data(String name) {
    String folder = values.get("data");
    return folder == null ? null : Path.of(folder, name);
  }

  /** The fault asked for, one of {@code known}, or the empty string. */
  public String fault(String... known) {
    String fault = values.getOrDefault("fault", "");
    if (!fault.isEmpty() && !List.of(known).contains(fault)) {
      throw new IllegalArgumentException(
          "unknown fault " + fault + "; known are " + String.join(", ", known));
    }
    return fault;
  }
}

package io.gradprobe.demo.javacpp.support;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.global.torch;

/**
 * Arguments of a demo.
 *
 * @param seed of everything random
 * @param fixed whether the repaired twin was asked for
 */
public record Arguments(int seed, boolean fixed) {
  /** Reads {@code --seed n} and {@code --fixed}, and seeds libtorch. */
  public static Arguments parse(String[] argv) {
    List<String> all = Arrays.asList(argv);
    int at = all.indexOf("--seed");
    int seed = at < 0 ? 1 : Integer.parseInt(all.get(at + 1));
    torch.manual_seed(seed);
    return new Arguments(seed, all.contains("--fixed"));
  }
}

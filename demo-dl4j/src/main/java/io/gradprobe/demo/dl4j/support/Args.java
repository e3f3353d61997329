package io.gradprobe.demo.dl4j.support;

import org.nd4j.linalg.factory.Nd4j;

/** A demo's arguments: {@code --seed n} and the flag {@code --fixed}. */
public record Args(int seed, boolean fixed) {

  /** Parses them and seeds ND4J. */
  public static Args parse(String[] argv) {
    int seed = 1;
    boolean fixed = false;
    for (int i = 0; i < argv.length; i++) {
      if (argv[i].equals("--fixed")) {
        fixed = true;
      } else if (argv[i].equals("--seed") && i + 1 < argv.length) {
        seed = Integer.parseInt(argv[++i]);
      } else {
        throw new IllegalArgumentException("not an option: " + argv[i]);
      }
    }
    Nd4j.getRandom().setSeed(seed);
    return new Args(seed, fixed);
  }
}

package io.gradprobe.benchmark;

/** What gradprobe is allowed to cost. */
final class Targets {
  /** Milliseconds that the agent may add to an empty program. */
  static final double EMPTY_MAIN_MILLIS = 60;

  /** How many times cheaper than hand-written checks it is to be. */
  static final double CHEAPER = 5;

  private Targets() {}

  /** The highest ratio of peak memory; NaN where there is none. */
  static double memoryRatio(String profile) {
    return profile.equals("debug") ? Double.NaN : 1.05;
  }

  /** The highest ratio of training time for a program that trains with libtorch through JavaCPP. */
  static double javaCppRatio(String profile) {
    return profile.equals("watch") ? 1.02 : Double.NaN;
  }

  /** The highest ratio of training time; NaN where there is none. */
  static double ratio(String net, String profile) {
    return switch (profile) {
      case "protocol" -> 1.01;
      case "watch" -> 1.03;
      case "debug" -> net.equals("mlp") ? 1.10 : 1.03;
      default -> Double.NaN;
    };
  }
}

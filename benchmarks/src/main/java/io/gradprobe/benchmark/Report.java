package io.gradprobe.benchmark;

import java.util.List;
import java.util.Locale;

/** Prints the figures. */
final class Report {
  private Report() {}

  static void line(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  static void title(String text) {
    line("%n%s", text);
  }

  static void startUp(String name, double bare, String what, Estimate added, double target) {
    line(
        "  %-12s bare %7.0f   %s %+.0f [%+.0f, %+.0f] in %d pairs%s",
        name,
        bare,
        what,
        added.median(),
        added.low(),
        added.high(),
        added.n(),
        Double.isNaN(target)
            ? ""
            : String.format(Locale.ROOT, "   target <= %.0f: %s", target, added.against(target)));
  }

  /**
   * @param bare MiB
   * @param added MiB
   */
  static void memory(String name, double bare, double added, Estimate ratio, double target) {
    line(
        "  %-12s bare %6.0f MiB, %+.0f MiB, ratio %s in %d pairs%s",
        name,
        bare,
        added,
        ratio(ratio),
        ratio.n(),
        Double.isNaN(target)
            ? ""
            : String.format(Locale.ROOT, "   target <= %.2f: %s", target, ratio.against(target)));
  }

  static void head() {
    line(
        "  %-13s %-24s %6s %5s  %-24s %9s %17s  %s",
        "against bare",
        "time: ratio [95 %]",
        "spread",
        "n",
        "CPU: ratio [95 %]",
        "us/step",
        "bytes/step",
        "target");
  }

  static void block(String name, BlockComparison.Result r, double target) {
    line(
        "  %-13s %-24s %6.3f %5d  %-24s %9.0f %8.0f %+8.0f  %s%s",
        name,
        ratio(r.wall()),
        r.wall().spread(),
        r.wall().n(),
        ratio(r.cpu()),
        r.stepNanos() / 1e3,
        r.allocatedA(),
        r.allocatedB() - r.allocatedA(),
        verdict(name, r.wall(), r.cpu(), target),
        r.steady() ? "" : " (time was up before it was steady)");
  }

  /**
   * @param bare time, CPU time and bytes a step of each bare program
   * @param other the same of its partner
   */
  static void process(String name, List<double[]> bare, List<double[]> other, double target) {
    Estimate wall = ratios(bare, other, 0);
    Estimate cpu = ratios(bare, other, 1);
    double bytes = median(bare, 2);
    line(
        "  %-13s %-24s %6.3f %5d  %-24s %9.0f %8.0f %+8.0f  %s",
        name,
        ratio(wall),
        wall.spread(),
        wall.n(),
        ratio(cpu),
        median(bare, 0) / 1e3,
        bytes,
        median(other, 2) - bytes,
        verdict(name, wall, cpu, target));
  }

  /** How many times cheaper a profile is than hand-written checks, from their ratios to bare. */
  static void cheaper(String profile, Estimate watched, Estimate handWritten) {
    boolean met = handWritten.low() - 1 >= Targets.CHEAPER * Math.max(watched.high() - 1, 0);
    boolean missed = handWritten.high() - 1 < Targets.CHEAPER * (watched.low() - 1);
    boolean firm = handWritten.isFirm() && watched.isFirm();
    line(
        "  hand-written checks cost %.1f %%, %s %.1f %%: %s times cheaper, at least %s;"
            + " target >= %.0f: %s",
        100 * (handWritten.median() - 1),
        profile,
        100 * (watched.median() - 1),
        times(handWritten.median() - 1, watched.median() - 1),
        times(handWritten.low() - 1, watched.high() - 1),
        Targets.CHEAPER,
        firm && met ? "met" : firm && missed ? "missed" : "open");
  }

  private static String times(double most, double least) {
    boolean countable = least > 1e-4;
    return countable ? String.format(Locale.ROOT, "%.1f", Math.max(most / least, 0)) : "countless";
  }

  private static String ratio(Estimate e) {
    String format = e.high() < 10 ? "%.4f [%.4f, %.4f]" : "%.1f [%.1f, %.1f]";
    return String.format(Locale.ROOT, format, e.median(), e.low(), e.high());
  }

  private static String verdict(String name, Estimate wall, Estimate cpu, double target) {
    if (name.equals("bare")) {
      if (!wall.isFirm()) {
        return "";
      }
      boolean sane = wall.low() <= 1 && wall.high() >= 1;
      return sane ? "1.00 is in the interval" : "1.00 IS NOT IN THE INTERVAL";
    }
    if (Double.isNaN(target)) {
      return "";
    }
    String byTime = wall.against(target);
    String byCpu = cpu.against(target);
    return String.format(
        Locale.ROOT,
        "<= %.2f: %s%s",
        target,
        byTime,
        byTime.equals(byCpu) ? "" : " (by CPU time: " + byCpu + ")");
  }

  private static Estimate ratios(List<double[]> bare, List<double[]> other, int column) {
    double[] ratios = new double[bare.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = other.get(i)[column] / bare.get(i)[column];
    }
    return Estimate.of(ratios);
  }

  private static double median(List<double[]> rows, int column) {
    return Estimate.of(rows.stream().mapToDouble(r -> r[column]).toArray()).median();
  }
}

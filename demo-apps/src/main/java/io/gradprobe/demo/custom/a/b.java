package io.gradprobe.demo.custom.a;

import io.gradprobe.demo.support.Switches;
import java.util.Locale;
import java.util.Random;

/** A sum of bends through points; names as a shrinker leaves them. */
public final class b {
  private final a[][] a = new a[3][12];

  private b(Random r) {
    for (a[] x : a) {
      for (int i = 0; i < x.length; i++) {
        x[i] = new a(x == a[2] ? 0.4 * r.nextGaussian() : 1.5 * r.nextGaussian());
      }
    }
  }

  private a a(a x) {
    a s = new a(0);
    for (int i = 0; i < 12; i++) {
      s = s.a(a[2][i].b(a[0][i].b(x).a(a[1][i]).c()));
    }
    return s;
  }

  /** Trains. */
  public static void main(String[] v) {
    Switches w = Switches.parse(v, "missing-zero", "flipped-sign", "no-backward");
    Random r = new Random(w.seed());
    b m = new b(r);
    for (int n = 0; n < 400; n++) {
      a l = new a(0);
      for (int i = 0; i < 16; i++) {
        double x = 4 * r.nextDouble() - 2;
        a d = m.a(new a(x)).a(new a(-Math.abs(x)));
        l = l.a(d.b(d));
      }
      l = l.b(new a(1.0 / 16));
      if (!w.has("no-backward") || n % 3 == 0) {
        l.a(); // expect[missing-zero]: stale-gradient a
      }
      double q = w.has("flipped-sign") ? -0.002 : 0.05;
      for (a[] x : m.a) {
        for (a y : x) {
          // expect[flipped-sign]: update-ascends a
          // expect[no-backward]: step-without-backward a
          y.a -= q * y.b;
          if (!w.has("missing-zero")) {
            y.b = 0;
          }
        }
      }
      if (n % 80 == 0 || n == 399) {
        System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", n, l.a);
      }
    }
  }
}

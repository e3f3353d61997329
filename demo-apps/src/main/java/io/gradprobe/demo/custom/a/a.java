package io.gradprobe.demo.custom.a;

import java.util.ArrayList;
import java.util.function.DoubleConsumer;

/** Names as a shrinker leaves them. */
final class a {
  double a;
  double b;
  private final a[] c;
  private final DoubleConsumer d;
  private boolean e;

  a(double v) {
    this(v, x -> {});
  }

  private a(double v, DoubleConsumer d, a... c) {
    this.a = v;
    this.c = c;
    this.d = d;
  }

  a a(a y) {
    return new a(
        a + y.a,
        g -> {
          b += g;
          y.b += g;
        },
        this,
        y);
  }

  a b(a y) {
    return new a(
        a * y.a,
        g -> {
          b += g * y.a;
          y.b += g * a;
        },
        this,
        y);
  }

  a c() {
    double t = Math.tanh(a);
    return new a(t, g -> b += g * (1 - t * t), this);
  }

  void a() {
    ArrayList<a> l = new ArrayList<>();
    a(l);
    b = 1;
    for (int i = l.size() - 1; i >= 0; i--) {
      a x = l.get(i);
      x.d.accept(x.b);
      x.e = false;
    }
  }

  private void a(ArrayList<a> l) {
    if (!e) {
      e = true;
      for (a x : c) {
        x.a(l);
      }
      l.add(this);
    }
  }
}

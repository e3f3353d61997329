package io.gradprobe.demo.custom.q;

import java.util.Random;

/** Names as a shrinker leaves them. */
final class q {
  final float[] p;
  final float[] o;
  private final int n;
  private final int m;
  private float[] k;

  q(int n, int m, Random r) {
    this.n = n;
    this.m = m;
    p = new float[(n + 1) * m];
    o = new float[p.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = r == null ? 0.2f : (float) (r.nextGaussian() / Math.sqrt(n + 1));
    }
  }

  float[] f(float[] x) {
    k = x;
    float[] y = new float[m];
    for (int j = 0; j < m; j++) {
      float s = p[j * (n + 1) + n];
      for (int i = 0; i < n; i++) {
        s += p[j * (n + 1) + i] * x[i];
      }
      y[j] = s;
    }
    return y;
  }

  float[] g(float[] e) {
    float[] d = new float[n];
    for (int j = 0; j < m; j++) {
      o[j * (n + 1) + n] += e[j];
      for (int i = 0; i < n; i++) {
        o[j * (n + 1) + i] += e[j] * k[i];
        d[i] += e[j] * p[j * (n + 1) + i];
      }
    }
    return d;
  }

  void h(float a, boolean b) {
    for (int i = 0; i < p.length; i++) {
      p[i] -= a * o[i];
      o[i] = b ? 0 : o[i];
    }
  }
}

package io.gradprobe.demo.custom.lookalikes;

import io.gradprobe.demo.support.Switches;
import java.util.Locale;
import java.util.Random;

/** Finds the centres of clouds of points, one point after another. */
public final class KMeans {
  private KMeans() {}

  /** Clusters. */
  public static void main(String[] argv) {
    Switches run = Switches.parse(argv);
    Random random = new Random(run.seed());
    double[][] points = new double[500][2];
    for (int i = 0; i < points.length; i++) {
      points[i][0] = 3 * Math.cos(i % 5) + 0.4 * random.nextGaussian();
      points[i][1] = 3 * Math.sin(i % 5) + 0.4 * random.nextGaussian();
    }
    double[][] centres = new double[5][];
    for (int c = 0; c < centres.length; c++) {
      centres[c] = points[random.nextInt(points.length)].clone();
    }
    int[] counts = new int[centres.length];
    for (int pass = 0; pass < 20; pass++) {
      double inertia = 0;
      for (double[] point : points) {
        int nearest = 0;
        double least = Double.MAX_VALUE;
        for (int c = 0; c < centres.length; c++) {
          double dx = point[0] - centres[c][0];
          double dy = point[1] - centres[c][1];
          if (dx * dx + dy * dy < least) {
            least = dx * dx + dy * dy;
            nearest = c;
          }
        }
        inertia += least;
        counts[nearest]++;
        double rate = 1.0 / counts[nearest];
        for (int d = 0; d < 2; d++) {
          centres[nearest][d] += rate * (point[d] - centres[nearest][d]);
        }
      }
      if (pass % 5 == 0 || pass == 19) {
        System.out.printf(Locale.ROOT, "pass %d: inertia %.3f%n", pass, inertia);
      }
    }
  }
}

package io.gradprobe.agent.custom.shapes;

/** Computations that look like training and are none. */
@SuppressWarnings("unused")
public final class NotTraining {
  private NotTraining() {}

  /** Masses on springs: forces are added up and cleared, velocities and places are moved. */
  public static final class Springs {
    final double[] position = new double[10];
    final double[] velocity = new double[10];
    final double[] force = new double[10];
    double stiffness = 3;
    double damping = 0.1;

    void step(double dt) {
      for (int i = 0; i < force.length; i++) {
        force[i] = 0;
      }
      for (int i = 1; i < force.length; i++) {
        double pull = stiffness * (position[i] - position[i - 1]);
        force[i] -= pull + damping * velocity[i];
        force[i - 1] += pull;
      }
      for (int i = 0; i < force.length; i++) {
        velocity[i] += dt * force[i];
        position[i] += dt * velocity[i];
      }
    }
  }

  /** The same with the energy's slope, which is subtracted. */
  public static final class Molecules {
    double[] x = new double[10];
    double[] v = new double[10];
    double[] slope = new double[10];

    void run() {
      for (int t = 0; t < 1000; t++) {
        java.util.Arrays.fill(slope, 0);
        for (int i = 1; i < x.length; i++) {
          double r = x[i] - x[i - 1];
          slope[i] += r * r * r - r;
          slope[i - 1] -= r * r * r - r;
        }
        for (int i = 0; i < x.length; i++) {
          v[i] -= 0.01 * slope[i];
          x[i] += 0.01 * v[i];
        }
      }
    }
  }

  /** Heat that spreads, with an explicit scheme. */
  public static final class Heat {
    double[] temperature = new double[100];
    double[] flux = new double[100];

    void step(double dt, double conductivity) {
      for (int i = 1; i < 100; i++) {
        flux[i] = conductivity * (temperature[i] - temperature[i - 1]);
      }
      for (int i = 1; i < 99; i++) {
        temperature[i] -= dt * (flux[i] - flux[i + 1]);
      }
    }
  }

  /** Prey and predators. */
  public static final class Populations {
    double prey = 10;
    double predators = 5;
    double dPrey;
    double dPredators;

    void step(double dt) {
      dPrey = 1.1 * prey - 0.4 * prey * predators;
      dPredators = 0.1 * prey * predators - 0.4 * predators;
      prey += dt * dPrey;
      predators += dt * dPredators;
    }
  }

  /** The rank of pages. */
  public static final class PageRank {
    double[] run(int[][] links) {
      double[] rank = new double[links.length];
      for (int round = 0; round < 50; round++) {
        double[] next = new double[links.length];
        for (int i = 0; i < links.length; i++) {
          for (int to : links[i]) {
            next[to] += 0.85 * rank[i] / links[i].length;
          }
        }
        rank = next;
      }
      return rank;
    }
  }

  /** Centres that are drawn to their points. */
  public static final class KMeans {
    double[][] centres = new double[3][2];
    double[][] sums = new double[3][2];
    int[] counts = new int[3];

    void add(double[] point) {
      int best = 0;
      double least = Double.MAX_VALUE;
      for (int k = 0; k < 3; k++) {
        double distance = 0;
        for (int d = 0; d < 2; d++) {
          double difference = point[d] - centres[k][d];
          distance += difference * difference;
        }
        if (distance < least) {
          least = distance;
          best = k;
        }
      }
      counts[best]++;
      for (int d = 0; d < 2; d++) {
        centres[best][d] += (point[d] - centres[best][d]) / counts[best];
        sums[best][d] += point[d];
      }
    }
  }

  /** A filter of one state. */
  public static final class Kalman {
    double x;
    double p = 1;
    double gain;
    double h = 1.5;
    double r = 0.1;

    void update(double z) {
      double s = h * p * h + r;
      gain = p * h / s;
      x += gain * (z - h * x);
      p -= gain * h * p;
    }
  }

  /** A filter of several states. */
  public static final class KalmanMatrix {
    double[] x = new double[4];
    double[][] p = new double[4][4];
    double[] h = new double[4];
    double[] k = new double[4];

    void update(double z) {
      double[] ph = new double[4];
      double s = 0.1;
      double expected = 0;
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
          ph[i] += p[i][j] * h[j];
        }
        s += h[i] * ph[i];
        expected += h[i] * x[i];
      }
      for (int i = 0; i < 4; i++) {
        k[i] = ph[i] / s;
        x[i] += k[i] * (z - expected);
      }
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
          p[i][j] -= k[i] * ph[j];
        }
      }
    }
  }

  /** Filters of sound. */
  public static final class Audio {
    double a1 = -1.8;
    double a2 = 0.9;
    double b0 = 0.2;
    double z1;
    double z2;
    double level;

    double next(double x) {
      double y = b0 * x + z1;
      z1 = z2 - a1 * y;
      z2 = b0 * x - a2 * y;
      level += 0.01 * (y * y - level);
      return y;
    }

    double[] convolve(double[] signal, double[] kernel) {
      double[] out = new double[signal.length];
      for (int i = kernel.length; i < signal.length; i++) {
        for (int j = 0; j < kernel.length; j++) {
          out[i] += kernel[j] * signal[i - j];
        }
      }
      return out;
    }
  }

  /** Elimination and conjugate gradients: gradients by name only. */
  public static final class Linear {
    static void eliminate(double[][] a, double[] b) {
      for (int k = 0; k < b.length; k++) {
        for (int i = k + 1; i < b.length; i++) {
          double factor = a[i][k] / a[k][k];
          for (int j = k; j < b.length; j++) {
            a[i][j] -= factor * a[k][j];
          }
          b[i] -= factor * b[k];
        }
      }
    }

    static double[] conjugateGradient(double[][] a, double[] b) {
      double[] x = new double[b.length];
      double[] r = b.clone();
      double[] p = b.clone();
      double rr = dot(r, r);
      for (int round = 0; round < b.length; round++) {
        double[] ap = new double[b.length];
        for (int i = 0; i < b.length; i++) {
          for (int j = 0; j < b.length; j++) {
            ap[i] += a[i][j] * p[j];
          }
        }
        double alpha = rr / dot(p, ap);
        for (int i = 0; i < b.length; i++) {
          x[i] += alpha * p[i];
          r[i] -= alpha * ap[i];
        }
        double next = dot(r, r);
        for (int i = 0; i < b.length; i++) {
          p[i] = r[i] + next / rr * p[i];
        }
        rr = next;
      }
      return x;
    }

    static double dot(double[] a, double[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }
  }

  /** Mean and variance of a stream. */
  public static final class Statistics {
    long n;
    double mean;
    double m2;
    double sum;
    double weighted;

    void add(double x, double weight) {
      n++;
      double delta = x - mean;
      mean += delta / n;
      m2 += delta * (x - mean);
      sum += x;
      weighted += x * weight;
    }
  }

  /** A controller. */
  public static final class Controller {
    double integral;
    double last;
    double heat;

    void step(double wanted, double measured, double dt) {
      double error = wanted - measured;
      integral += error * dt;
      double derivative = (error - last) / dt;
      last = error;
      heat += dt * (2 * error + 0.5 * integral + 0.1 * derivative);
    }
  }
}

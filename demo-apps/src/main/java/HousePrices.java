import io.gradprobe.demo.support.Switches;
import java.util.Locale;
import java.util.Random;

/** Predicts prices of houses by gradient descent, as in a first lesson. */
public class HousePrices {
  static double[] weights;
  static double bias;
  static double[][] features;
  static double[] prices;

  /** Trains. */
  public static void main(String[] argv) {
    Switches run = Switches.parse(argv, "exploding", "unread-data", "flipped-sign");
    int houses = 100;
    features = new double[houses][3];
    prices = new double[houses];
    Random random = new Random(run.seed());
    String[] table = table(houses, run.has("unread-data") ? " m2" : "", random);
    int unread = 0;
    for (int i = 0; i < houses; i++) {
      String[] cells = table[i].split(",");
      try {
        prices[i] = Double.parseDouble(cells[0]);
        features[i][0] = Double.parseDouble(cells[1]) / 100;
        features[i][1] = Double.parseDouble(cells[2]);
        features[i][2] = Double.parseDouble(cells[3]) / 50;
      } catch (NumberFormatException e) {
        unread++;
      }
    }
    System.err.println(unread + " lines could not be read whole");
    weights = new double[] {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
    bias = random.nextGaussian();
    double alpha = run.has("exploding") ? 1.5 : run.has("flipped-sign") ? -0.002 : 0.06;
    for (int iteration = 0; iteration < 300; iteration++) {
      double cost = computeCost();
      // expect[exploding]: loss-diverging loss
      // expect[unread-data]: missing-gradient weights
      gradientDescent(alpha);
      if (iteration % 50 == 0 || iteration == 299) {
        System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", iteration, cost);
      }
    }
  }

  static double predict(double[] x) {
    double sum = bias;
    for (int j = 0; j < weights.length; j++) {
      sum += weights[j] * x[j];
    }
    return sum;
  }

  static double computeCost() {
    double sum = 0;
    for (int i = 0; i < prices.length; i++) {
      double error = predict(features[i]) - prices[i];
      sum += error * error;
    }
    return sum / prices.length;
  }

  static void gradientDescent(double alpha) {
    double[] gradient = new double[weights.length];
    double biasGradient = 0;
    for (int i = 0; i < prices.length; i++) {
      double error = predict(features[i]) - prices[i];
      for (int j = 0; j < weights.length; j++) {
        gradient[j] += 2 * error * features[i][j] / prices.length;
      }
      biasGradient += 2 * error / prices.length;
    }
    for (int j = 0; j < weights.length; j++) {
      // expect[flipped-sign]: update-ascends weights
      weights[j] = weights[j] - alpha * gradient[j];
    }
    bias = bias - alpha * biasGradient;
  }

  static String[] table(int houses, String unit, Random random) {
    String[] lines = new String[houses];
    for (int i = 0; i < houses; i++) {
      double area = 40 + 120 * random.nextDouble();
      int rooms = 1 + random.nextInt(3);
      double age = 60 * random.nextDouble();
      double price = 0.5 + area / 40 + 0.4 * rooms - age / 50 + 0.1 * random.nextGaussian();
      lines[i] = String.format(Locale.ROOT, "%.3f,%.1f%s,%d,%.1f", price, area, unit, rooms, age);
    }
    return lines;
  }
}

package io.gradprobe.demo.custom.spiral;

import io.gradprobe.demo.support.Switches;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Tells the three arms of a spiral apart, with a small tensor library of its own. */
public final class Spiral {
  private static final int STEPS = 400;
  private static final int BATCH = 48;

  private Spiral() {}

  /** Trains. */
  public static void main(String[] argv) {
    Switches run =
        Switches.parse(argv, "missing-zero", "left-out", "wiped", "no-backward", "unread-data");
    Random random = new Random(run.seed());
    Locale written = run.has("unread-data") ? Locale.GERMANY : Locale.ROOT;
    int[] arm = new int[300];
    float[][] points = new float[arm.length][2];
    int unread = 0;
    for (int i = 0; i < arm.length; i++) {
      arm[i] = i % 3;
      double radius = 0.2 + 1.3 * i / arm.length;
      double angle = 2.5 * radius + arm[i] * 2 * Math.PI / 3 + 0.1 * random.nextGaussian();
      String line =
          String.format(written, "%.4f %.4f", radius * Math.cos(angle), radius * Math.sin(angle));
      try {
        points[i] = parse(line);
      } catch (NumberFormatException e) {
        unread++;
      }
    }
    System.err.println(unread + " lines could not be read");
    Classifier model = new Classifier(2, 32, 3, random);
    List<Tensor> trained =
        run.has("left-out") ? List.of(model.b1, model.w2, model.b2) : model.parameters();
    Momentum optimizer = new Momentum(0.05f, 0.9f);
    for (int step = 0; step < STEPS; step++) {
      Tensor x = new Tensor(BATCH, 2);
      int[] labels = new int[BATCH];
      for (int i = 0; i < BATCH; i++) {
        int chosen = random.nextInt(arm.length);
        System.arraycopy(points[chosen], 0, x.data, 2 * i, 2);
        labels[i] = arm[chosen];
      }
      Tensor loss = model.forward(x).crossEntropy(labels);
      if (!run.has("missing-zero")) {
        optimizer.zeroGrad(model.parameters());
      }
      if (!run.has("no-backward") || step % 3 == 0) {
        // expect[missing-zero]: stale-gradient w1
        // expect[unread-data]: missing-gradient w1
        loss.backward();
      }
      if (run.has("wiped")) {
        optimizer.zeroGrad(model.parameters()); // expect[wiped]: gradient-wiped w1
      }
      // expect[left-out]: parameter-not-optimized w1
      // expect[no-backward]: step-without-backward w1
      optimizer.step(trained);
      if (step % 50 == 0 || step == STEPS - 1) {
        System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", step, loss.data[0]);
      }
    }
  }

  private static float[] parse(String line) {
    String[] cells = line.split(" ");
    return new float[] {Float.parseFloat(cells[0]), Float.parseFloat(cells[1])};
  }
}

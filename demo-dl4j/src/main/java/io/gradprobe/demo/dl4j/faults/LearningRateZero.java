package io.gradprobe.demo.dl4j.faults;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** A schedule that reaches 0 long before training ends. */
public final class LearningRateZero {
  private LearningRateZero() {}

  /** Trains; {@code --fixed} makes it as long as training. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    int length = args.fixed() ? 400 : 40;
    Points points = new Points(args.seed(), 3);
    ISchedule falling = new PolySchedule(ScheduleType.ITERATION, 0.1, 1, length);
    MultiLayerNetwork network =
        Nets.classifier(Nets.settings(args.seed(), new Sgd(falling)), 16, 3);
    for (int step = 0; step < 120; step++) {
      network.fit(points.batch(32)); // expect: learning-rate-zero 0_W
    }
    Nets.print("score", network.score());
  }
}

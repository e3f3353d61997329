package io.gradprobe.demo.programs;

import ai.djl.translate.TranslateException;
import java.io.IOException;

/** Several training runs of different kinds, one after the other in one JVM. */
public final class OneAfterAnother {
  private OneAfterAnother() {}

  /** Trains; prints for each run its number of steps. */
  public static void main(String[] args) throws IOException, TranslateException {
    Workouts.trainer("first", 40, step -> {});
    System.out.println("first 40");
    System.out.println("second " + Workouts.fit("second", 2));
    Workouts.arrays(30, step -> {});
    System.out.println("arrays 30");
    Workouts.block(25);
    System.out.println("block 25");
    System.out.println("third " + Workouts.iterate("third", 3, false));
    Workouts.trainer("first", 35, step -> {});
    System.out.println("first 35");
    Workouts.arrays(45, step -> {});
    System.out.println("arrays 45");
  }
}

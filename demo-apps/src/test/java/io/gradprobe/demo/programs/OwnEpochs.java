package io.gradprobe.demo.programs;

import ai.djl.translate.TranslateException;
import java.io.IOException;

/** Three epochs in a hand-written loop over a dataset. */
public final class OwnEpochs {
  private OwnEpochs() {}

  /** Takes {@code notifying} or {@code plain}: whether DJL's listeners are told of each epoch. */
  public static void main(String[] args) throws IOException, TranslateException {
    System.out.println(Workouts.iterate("epochs", 3, args[0].equals("notifying")));
  }
}

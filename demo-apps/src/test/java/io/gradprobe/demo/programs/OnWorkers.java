package io.gradprobe.demo.programs;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Training on worker threads: one run alone, then two at once that take turns by steps, since DJL
 * allows one gradient collector at a time.
 */
public final class OnWorkers {
  private OnWorkers() {}

  /** Trains. */
  public static void main(String[] args) throws InterruptedException, ExecutionException {
    ExecutorService workers = Executors.newFixedThreadPool(2);
    try {
      workers.submit(() -> Workouts.trainer("alone", 50, step -> {})).get();
      ReentrantLock turn = new ReentrantLock(true);
      Future<?> left = workers.submit(() -> Workouts.trainer("left", 60, turn));
      Future<?> right = workers.submit(() -> Workouts.trainer("right", 70, turn));
      left.get();
      right.get();
    } finally {
      workers.shutdown();
    }
    System.out.println("done");
  }
}

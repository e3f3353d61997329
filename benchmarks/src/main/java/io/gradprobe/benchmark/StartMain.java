package io.gradprobe.benchmark;

/** A program that starts the engine, trains one step and ends. */
final class StartMain {
  private StartMain() {}

  public static void main(String[] args) {
    try (Workload workload = Workload.named("mlp")) {
      workload.step(false);
    }
  }
}

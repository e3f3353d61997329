package io.gradprobe.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Whole training programs, bare and attached. Each round runs every way once in an order drawn by
 * chance; a pair is a way and the bare program of the same round.
 */
final class Processes {
  private static final String BARE = "";
  private static final String BARE_AGAIN = "bare";

  private final Settings settings;
  private final ChildJvm jvm;

  Processes(Settings settings) {
    this.settings = settings;
    jvm = new ChildJvm(settings.agent());
  }

  void run(String net) throws IOException, InterruptedException {
    Report.title(
        "Training " + net + ": whole programs, " + settings.rounds() + " pairs, interleaved");
    Report.head();
    List<String> ways = new ArrayList<>(List.of(BARE, BARE_AGAIN));
    ways.addAll(settings.profiles());
    Map<String, List<double[]>> seen = new HashMap<>();
    Random random = new Random(3);
    for (int round = 0; round < settings.rounds(); round++) {
      Collections.shuffle(ways, random);
      for (String way : ways) {
        seen.computeIfAbsent(way, w -> new ArrayList<>()).add(train(net, way));
      }
    }
    List<double[]> bare = seen.get(BARE);
    Report.process(BARE_AGAIN, bare, seen.get(BARE_AGAIN), Double.NaN);
    for (String profile : settings.profiles()) {
      Report.process(profile, bare, seen.get(profile), Targets.ratio(net, profile));
    }
  }

  private double[] train(String net, String way) throws IOException, InterruptedException {
    int steps = (int) ((net.equals("mlp") ? 1000 : 150) * settings.share());
    String profile = way.equals(BARE_AGAIN) ? BARE : way;
    String[] p =
        jvm.run(profile, TrainMain.class, net, Integer.toString(steps / 3), Integer.toString(steps))
            .output()
            .split(" ");
    return new double[] {
      Double.parseDouble(p[0]), Double.parseDouble(p[1]), Double.parseDouble(p[2])
    };
  }
}

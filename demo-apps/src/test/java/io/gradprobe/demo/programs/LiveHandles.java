package io.gradprobe.demo.programs;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.translate.TranslateException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Trains for 2,000 steps and prints how many native handles live at step 100 and at step 2,000: all
 * that DJL's managers hold, counted from the system manager down.
 */
public final class LiveHandles {
  private LiveHandles() {}

  /** Takes {@code trainer}, {@code classifier} or {@code arrays}. */
  public static void main(String[] args) throws IOException, TranslateException {
    IntConsumer count =
        step -> {
          if (step == 100 || step == 2000) {
            System.out.println("step " + step + ": " + liveHandles() + " handles");
          }
        };
    switch (args[0]) {
      case "trainer" -> Workouts.trainer("handles", 2000, count);
      case "classifier" -> Workouts.classifier(2000, count);
      default -> Workouts.arrays(2000, count);
    }
  }

  private static int liveHandles() {
    try {
      Class<?> type = Class.forName("ai.djl.pytorch.engine.PtNDManager");
      Method system = type.getDeclaredMethod("getSystemManager");
      system.setAccessible(true);
      return count(system.invoke(null));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int count(Object manager) throws ReflectiveOperationException {
    int handles = 0;
    for (String name : new String[] {"resources", "tempResources"}) {
      Field field = BaseNDManager.class.getDeclaredField(name);
      field.setAccessible(true);
      for (Object resource : ((Map<?, ?>) field.get(manager)).values()) {
        handles += resource instanceof BaseNDManager ? count(resource) : 1;
      }
    }
    return handles;
  }
}

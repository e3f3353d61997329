package io.gradprobe.agent.custom.probe;

import io.gradprobe.agent.Log;
import io.gradprobe.agent.custom.binding.Binding;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All that is known while a program runs of one binding: first what its parameters are, learned
 * over two steps, then the training run.
 */
public final class Session {
  /** Times that nothing is found which could be a parameter; then it is left alone. */
  private static final int PATIENCE = 20;

  private final Binding binding;
  private final WeakReference<ClassLoader> loader;
  private final Roots roots = new Roots();
  private final Lines lines = new Lines();
  private final Set<Site> drivers = ConcurrentHashMap.newKeySet();
  private volatile boolean hasBackward;
  private volatile boolean open = true;
  private volatile boolean wantsForward = true;
  private String forwardLine = "";
  private Slots slots;
  private Learning learning;
  private Watch watch;
  private int fruitless;

  /** Lines of backwards before the training loop, with nothing cleared since. */
  private final List<String> early = new ArrayList<>();

  private boolean skip;

  /**
   * @param binding what plays which role
   * @param loader the loader of the classes that it names
   */
  public Session(Binding binding, ClassLoader loader) {
    this.binding = binding;
    this.loader = new WeakReference<>(loader);
  }

  /** Whether any hook tells of backward. */
  public void hasBackward(boolean seen) {
    hasBackward = seen;
  }

  /** Whether anything is still watched. */
  boolean isOpen() {
    return open;
  }

  /** Whether a method that seemed to be a part of a step turned out to run whole steps. */
  boolean isDriver(Site site) {
    return drivers.contains(site);
  }

  /** The model runs: where the program first calls it is where its weights are first used. */
  void forward(Site site) {
    if (wantsForward) {
      wantsForward = false;
      Lines at = new Lines();
      at.stand(site);
      forwardLine = at.here();
    }
  }

  /** An outermost method begins. */
  synchronized void begin(Site site, Object receiver, Object a, Object b, Object c) {
    Call call = new Call(site, receiver, a, b, c);
    settle();
    switch (site.kind()) {
      case CLIP -> {
        if (watch != null) {
          watch.clipBegin(call);
        }
      }
      case BACKWARD, WHOLE -> backwardBegin(call);
      case STEP -> stepBegin(call);
      default -> {
        // A clearing is told when it is over.
      }
    }
  }

  /** Whether the step that has just begun is to be left out; asked once. */
  synchronized boolean takeSkip() {
    boolean wanted = skip;
    skip = false;
    return wanted;
  }

  /** An outermost method is over. */
  synchronized void end(Site site, Throwable failure) {
    if (site.kind() == Site.Kind.CLEAR) {
      early.clear();
    }
    if (watch == null) {
      return;
    }
    lines.stand(site);
    switch (site.kind()) {
      case BACKWARD -> watch.backwardEnd(failure);
      case STEP -> watch.stepMethodEnd(failure);
      case WHOLE -> watch.wholeEnd(failure);
      case CLEAR -> watch.cleared();
      case CLIP -> watch.clipEnd();
      default -> {
        // Nothing else has an end.
      }
    }
  }

  /** Inside an outermost method, one of another kind begins. */
  synchronized void inside(Site outer, Site inner) {
    if (outer.kind() == Site.Kind.STEP && inner.kind() == Site.Kind.BACKWARD) {
      // It computes gradients too: whoever calls it a step, it runs whole ones.
      drivers.add(outer);
      restart();
    } else if (outer.kind() == Site.Kind.BACKWARD && inner.kind() == Site.Kind.CLEAR) {
      if (learning != null) {
        learning.clearsInside();
      }
      if (watch != null) {
        watch.clearsInside();
      }
    }
  }

  /** A point inside a method is passed. */
  synchronized void at(Site site, Object[] variables) {
    settle();
    roots.see(site, variables);
    if (site.kind() == Site.Kind.LOOP && watch != null && watch.isAnother()) {
      restart();
      roots.see(site, variables);
    }
    Call call = new Call(site, null, null, null, null);
    switch (site.kind()) {
      case INLINE_BACKWARD -> backwardBegin(call);
      case INLINE_STEP -> stepBegin(call);
      case INLINE_CLEAR -> {
        early.clear();
        if (watch != null) {
          watch.clearsHere(site);
        }
      }
      case INLINE_CLIP -> {
        if (watch != null) {
          watch.clipBegin(call);
        }
      }
      default -> {
        // Whole methods do not come here.
      }
    }
  }

  /** A method has returned the loss. */
  synchronized void loss(double value) {
    if (watch != null) {
      watch.loss(value);
    }
  }

  /** The loss of the step that is about to be made. */
  synchronized void lossOfStep(double value) {
    if (watch != null) {
      watch.lossOfStep(value);
    }
  }

  /** What was done inside a method shows before anything else is looked at. */
  private void settle() {
    if (watch != null) {
      watch.clipEnd();
    }
  }

  private void restart() {
    if (watch != null) {
      watch.end();
    }
    watch = null;
    learning = null;
    early.clear();
    wantsForward = true;
    roots.forget();
  }

  private void backwardBegin(Call call) {
    look(call);
    if (watch != null) {
      lines.stand(call.site());
      watch.backwardBegin(call);
    }
  }

  private void stepBegin(Call call) {
    early.clear();
    if (!hasBackward && (learning == null || learning.startsAgain(call))) {
      look(call);
    }
    if (learning != null) {
      learning.step(call);
    }
    if (watch != null) {
      lines.stand(call.site());
      skip = watch.stepBegin(call);
    }
  }

  /** A cycle may begin: goes on learning until it is known what is trained. */
  private void look(Call call) {
    if (watch != null && watch.isOver()) {
      restart();
    }
    if (watch != null && learning == null) {
      return;
    }
    if (slots == null) {
      slots = Slots.of(binding, loader.get());
    }
    if (learning == null) {
      learning = new Learning(slots, roots);
    }
    learning.backward(call);
    lines.stand(call.site());
    lines.fix(forwardLine);
    if (learning.isReady()) {
      decide();
    } else if (watch == null && learning.isBeforeSteps()) {
      watch = Watch.begin(binding, slots, learning.guess(), hasBackward, lines, loader.get());
    }
    lines.fix("");
    if (watch == null && learning != null && learning.isBeforeSteps()) {
      early.add(lines.here());
    } else if (watch != null && !early.isEmpty()) {
      watch.earlier(early);
      early.clear();
    }
  }

  /** What has been learned is watched from now on, where it is not already. */
  private void decide() {
    Learning.Lesson lesson = learning.lesson();
    if (lesson == null && !learning.isOver()) {
      return;
    }
    learning = null;
    if (watch != null && (lesson == null || !watch.confirm(lesson))) {
      watch.end();
      watch = null;
    }
    if (watch == null && lesson != null) {
      watch = Watch.begin(binding, slots, lesson, hasBackward, lines, loader.get());
      if (watch != null) {
        watch.confirm(lesson);
      }
    }
    if (watch == null && ++fruitless > PATIENCE) {
      open = false;
      Log.say(
          "nothing of "
              + binding.name()
              + " that is trained could be found in memory; it is left alone");
    }
  }
}

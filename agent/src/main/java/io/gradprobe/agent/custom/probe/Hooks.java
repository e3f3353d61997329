package io.gradprobe.agent.custom.probe;

import io.gradprobe.agent.AgentCore;
import io.gradprobe.agent.custom.replay.Replaying;

/** What woven code calls. Does nothing but find out whether it is the outermost call that acts. */
final class Hooks {
  private Hooks() {}

  /** A method begins. */
  static void enter(Session session, Site site, Object receiver, Object a, Object b, Object c) {
    if (site.kind() == Site.Kind.WHOLE) {
      session.beginsAnew(site);
    }
    if (!session.isOpen() || !AgentCore.isOn() || Replaying.isHere()) {
      return;
    }
    if (site.kind() == Site.Kind.FORWARD) {
      session.forward(site, receiver);
      return;
    }
    Frames frames = Frames.current();
    Site outer = frames.acting(session);
    frames.push(site);
    if (site.kind() == Site.Kind.LOSS) {
      return;
    }
    if (outer == null) {
      try {
        session.begin(site, receiver, a, b, c);
      } catch (RuntimeException | Error e) {
        // The program is to stop: the method does not begin.
        frames.pop(site);
        throw e;
      }
    } else if (outer.kind() != site.kind()) {
      session.inside(outer, site);
    }
  }

  /**
   * A method that steps begins.
   *
   * @return whether it is to return at once, without its step
   */
  static boolean enterStep(
      Session session, Site site, Object receiver, Object a, Object b, Object c) {
    enter(session, site, receiver, a, b, c);
    Frames frames = Frames.current();
    boolean skip = session.isOpen() && frames.acting(session) == site && session.takeSkip();
    if (skip) {
      frames.pop(site);
    }
    return skip;
  }

  /** A method returns. */
  static void exit(Session session, Site site) {
    exit(session, site, null);
  }

  /** A method has thrown. */
  static void thrown(Session session, Site site, Throwable failure) {
    exit(session, site, failure);
  }

  private static void exit(Session session, Site site, Throwable failure) {
    if (!session.isOpen() || Replaying.isHere()) {
      return;
    }
    Frames frames = Frames.current();
    if (frames.pop(site) && site.kind() != Site.Kind.LOSS && frames.acting(session) == null) {
      session.end(site, failure);
    }
  }

  /** A method returns the loss. */
  static void exitWithNumber(Session session, Site site, double loss) {
    exit(session, site, null);
    boolean isWhole = site.kind() == Site.Kind.LOSS || Frames.current().acting(session) == null;
    if (isWhole && session.isOpen() && AgentCore.isOn() && !Replaying.isHere()) {
      session.loss(loss);
    }
  }

  /** A variable holds the loss of the step that is about to be made. */
  static void lossIs(Session session, Site site, double loss) {
    if (session.isOpen() && AgentCore.isOn() && !Replaying.isHere()) {
      session.lossOfStep(loss);
    }
  }

  /** A method returns the loss. */
  static void exitWithObject(Session session, Site site, Object loss) {
    if (loss instanceof Number number) {
      exitWithNumber(session, site, number.doubleValue());
    } else {
      exit(session, site, null);
    }
  }

  /** A point inside a method is passed. */
  static void at(Session session, Site site, Object[] variables) {
    if (site.kind() == Site.Kind.LOOP) {
      session.beginsAnew(site);
    }
    if (session.isOpen() && AgentCore.isOn() && !Replaying.isHere()) {
      Site outer = Frames.current().acting(session);
      if (outer == null || outer.kind() == Site.Kind.WHOLE && outer.isAround(site)) {
        session.at(site, variables);
      }
    }
  }
}

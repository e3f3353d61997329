package io.gradprobe.runtime.finding;

/** Which of the user's source lines a verdict is about. */
public enum Where {
  /** The call that is being observed at this moment. */
  HERE,
  /** The latest forward call that was out of the ordinary (see the observation's documentation). */
  FORWARD,
  /** The latest backward call. */
  BACKWARD,
  /** The latest call that cleared gradients which no step had used. */
  CLEAR,
  /** The latest call that clipped or scaled gradients. */
  CLIP,
  /** The latest optimizer step. */
  STEP,
  /** The latest write to a weight that was not the optimizer's. */
  WRITE,
  /** The call that began the run: the initialisation, or the first forward or backward. */
  BEGIN,
  /** No line applies. */
  NOWHERE
}

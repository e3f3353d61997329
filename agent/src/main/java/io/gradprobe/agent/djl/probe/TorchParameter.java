package io.gradprobe.agent.djl.probe;

import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.gradprobe.agent.BufferParameter;
import io.gradprobe.runtime.tensor.ReadOutcome;
import java.lang.ref.WeakReference;

/** Reads one parameter of a DJL model, or one bare array. Keeps neither alive. */
final class TorchParameter extends BufferParameter implements Torch.Reader {
  private final WeakReference<Parameter> parameter;
  private volatile WeakReference<PtNDArray> array;

  /**
   * @param parameter DJL's parameter; null for a bare array
   * @param array the array that trains
   */
  TorchParameter(Parameter parameter, PtNDArray array) {
    this.parameter = parameter == null ? null : new WeakReference<>(parameter);
    this.array = new WeakReference<>(array);
  }

  /** The array that trains; null where it is gone. */
  PtNDArray array() {
    return array.get();
  }

  /** The framework trains another array from now on. */
  void retarget(PtNDArray other) {
    array = new WeakReference<>(other);
  }

  @Override
  protected ReadOutcome value() {
    return Torch.read(array(), this);
  }

  @Override
  protected ReadOutcome gradient() {
    return Torch.readGradient(array(), this);
  }

  @Override
  protected long rows() {
    PtNDArray a = array();
    return Torch.handle(a) == 0 || a.getShape().dimension() < 2 ? 0 : a.getShape().get(0);
  }

  @Override
  public boolean trainable() {
    if (parameter != null) {
      Parameter p = parameter.get();
      return p != null && p.requiresGradient();
    }
    PtNDArray a = array();
    return a != null && !a.isReleased() && a.hasGradient();
  }

  @Override
  public void clearGradient() {
    PtNDArray a = array();
    if (Torch.handle(a) != 0) {
      JniUtils.zeroGrad(a);
    }
  }

  @Override
  public boolean released() {
    PtNDArray a = array();
    return a == null || a.isReleased();
  }
}

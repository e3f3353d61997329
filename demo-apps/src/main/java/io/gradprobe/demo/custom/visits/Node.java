package io.gradprobe.demo.custom.visits;

/** A number in a formula; it keeps its derivatives by what it was made from. */
public class Node {
  private float value;
  private float gradient;
  private final Node[] inputs;
  private final float[] partials;

  public Node(float value) {
    this(value, new Node[0]);
  }

  private Node(float value, Node[] inputs, float... partials) {
    this.value = value;
    this.inputs = inputs;
    this.partials = partials;
  }

  public float getValue() {
    return value;
  }

  public void setValue(float value) {
    this.value = value;
  }

  public float getGradient() {
    return gradient;
  }

  public void clearGradient() {
    gradient = 0;
  }

  /** Adds to the gradient and hands it on. */
  public void backward(float upstream) {
    gradient += upstream;
    for (int i = 0; i < inputs.length; i++) {
      inputs[i].backward(upstream * partials[i]);
    }
  }

  public Node plus(Node other) {
    return new Node(value + other.value, new Node[] {this, other}, 1, 1);
  }

  public Node minus(Node other) {
    return new Node(value - other.value, new Node[] {this, other}, 1, -1);
  }

  public Node times(Node other) {
    return new Node(value * other.value, new Node[] {this, other}, other.value, value);
  }

  public Node times(float factor) {
    return new Node(value * factor, new Node[] {this}, factor);
  }

  public Node exp() {
    float e = (float) Math.exp(value);
    return new Node(e, new Node[] {this}, e);
  }

  public Node log() {
    return new Node((float) Math.log(value), new Node[] {this}, 1 / value);
  }

  public Node relu() {
    return new Node(Math.max(0, value), new Node[] {this}, value > 0 ? 1 : 0);
  }

  public Node tanh(boolean forgetful) {
    float t = (float) Math.tanh(value);
    return new Node(t, new Node[] {this}, forgetful ? 1 - t : 1 - t * t);
  }
}

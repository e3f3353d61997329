package io.gradprobe.demo.custom.gates;

/** A weighted connection between two neurons. */
public class Connection {
  private final Neuron from;
  private double weight;
  private double lastChange;

  public Connection(Neuron from, double weight) {
    this.from = from;
    this.weight = weight;
  }

  public Neuron getFrom() {
    return from;
  }

  public double getWeight() {
    return weight;
  }

  public void adjust(double change) {
    double smooth = change + 0.5 * lastChange;
    weight += smooth;
    lastChange = smooth;
  }
}

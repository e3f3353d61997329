package io.gradprobe.demo.custom.gates;

import java.util.ArrayList;
import java.util.List;

/** A neuron with its incoming connections. */
public class Neuron {
  private final List<Connection> inputs = new ArrayList<>();
  private double output;
  private double error;

  public void connect(Neuron from, double weight) {
    inputs.add(new Connection(from, weight));
  }

  public void fire(boolean squash) {
    double sum = 0;
    for (Connection c : inputs) {
      sum += c.getWeight() * c.getFrom().output;
    }
    output = squash ? Math.tanh(sum) : sum;
    error = 0;
  }

  public double getOutput() {
    return output;
  }

  public void setOutput(double output) {
    this.output = output;
  }

  public void addError(double amount) {
    error += amount;
  }

  /** Hands the error back to the neurons before and adjusts the connections at once. */
  public void correct(double rate, boolean squash) {
    double delta = squash ? error * (1 - output * output) : error;
    for (Connection c : inputs) {
      c.getFrom().addError(delta * c.getWeight());
      c.adjust(rate * delta * c.getFrom().output);
    }
  }
}

package io.gradprobe.agent.custom.shapes;

import java.util.ArrayList;
import java.util.List;

/** Shape A: a graph of single numbers behind accessors; a recursive backward; a step by setters. */
public final class ScalarGraph {
  private ScalarGraph() {}

  static final class Num {
    private float v;
    private float g;
    private final Num left;
    private final Num right;
    private final char op;

    Num(float v, Num left, Num right, char op) {
      this.v = v;
      this.left = left;
      this.right = right;
      this.op = op;
    }

    float get() {
      return v;
    }

    void set(float v) {
      this.v = v;
    }

    float slope() {
      return g;
    }

    void clear() {
      g = 0;
    }

    void addSlope(float amount) {
      g += amount;
    }

    Num plus(Num other) {
      return new Num(v + other.v, this, other, '+');
    }

    Num times(Num other) {
      return new Num(v * other.v, this, other, '*');
    }

    void spread() {
      if (op == '+') {
        left.addSlope(g);
        right.addSlope(g);
      } else if (op == '*') {
        left.addSlope(g * right.v);
        right.addSlope(g * left.v);
      }
      if (left != null) {
        left.spread();
        right.spread();
      }
    }
  }

  static final class Line {
    final Num slope = new Num(0.1f, null, null, ' ');
    final Num offset = new Num(0, null, null, ' ');

    Num apply(float x) {
      return slope.times(new Num(x, null, null, ' ')).plus(offset);
    }

    List<Num> all() {
      return new ArrayList<>(List.of(slope, offset));
    }
  }

  static final class Descent {
    static void move(Line line, float rate) {
      for (Num n : line.all()) {
        n.set(n.get() - rate * n.slope());
      }
    }

    static void forget(Line line) {
      for (Num n : line.all()) {
        n.clear();
      }
    }
  }

  public static void main(String[] args) {
    Line line = new Line();
    for (int i = 0; i < 100; i++) {
      Descent.forget(line);
      Num error = line.apply(i % 7).plus(new Num(-i % 7, null, null, ' '));
      Num loss = error.times(error);
      loss.addSlope(1);
      loss.spread();
      Descent.move(line, 0.01f);
    }
  }
}

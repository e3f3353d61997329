package io.gradprobe.agent.custom.shapes;

import java.util.ArrayList;
import java.util.List;

/** Shapes B and J: tensors with Adam, two backwards a step, a gradient that is a tensor or null. */
public final class AdamOptimizer {
  private AdamOptimizer() {}

  static final class Tensor {
    final float[] data;
    Tensor grad;
    Tensor a;
    Tensor b;

    Tensor(float[] data) {
      this.data = data;
    }

    Tensor mul(Tensor o) {
      float[] r = new float[data.length];
      for (int i = 0; i < r.length; i++) {
        r[i] = data[i] * o.data[i];
      }
      Tensor out = new Tensor(r);
      out.a = this;
      out.b = o;
      return out;
    }

    void backward() {
      if (a == null) {
        return;
      }
      for (Tensor t : new Tensor[] {a, b}) {
        if (t.grad == null) {
          t.grad = new Tensor(new float[t.data.length]);
        }
        Tensor other = t == a ? b : a;
        for (int i = 0; i < t.data.length; i++) {
          t.grad.data[i] += other.data[i] * grad.data[i];
        }
        t.backward();
      }
    }
  }

  static final class Adam {
    final List<Tensor> parameters;
    final List<float[]> m = new ArrayList<>();
    final List<float[]> v = new ArrayList<>();
    int t;

    Adam(List<Tensor> parameters) {
      this.parameters = parameters;
      for (Tensor p : parameters) {
        m.add(new float[p.data.length]);
        v.add(new float[p.data.length]);
      }
    }

    void step(float rate) {
      t++;
      for (int k = 0; k < parameters.size(); k++) {
        Tensor p = parameters.get(k);
        float[] mk = m.get(k);
        float[] vk = v.get(k);
        for (int i = 0; i < p.data.length; i++) {
          float g = p.grad.data[i];
          mk[i] = 0.9f * mk[i] + 0.1f * g;
          vk[i] = 0.999f * vk[i] + 0.001f * g * g;
          float mHat = (float) (mk[i] / (1 - Math.pow(0.9, t)));
          float vHat = (float) (vk[i] / (1 - Math.pow(0.999, t)));
          p.data[i] -= rate * mHat / ((float) Math.sqrt(vHat) + 1e-8f);
        }
      }
    }

    void zeroGrad() {
      for (Tensor p : parameters) {
        p.grad = null;
      }
    }
  }

  public static void main(String[] args) {
    Tensor w = new Tensor(new float[] {1, 2});
    Adam adam = new Adam(List.of(w));
    for (int step = 0; step < 100; step++) {
      for (int k = 0; k < 2; k++) {
        Tensor loss = w.mul(new Tensor(new float[] {k, step}));
        loss.grad = new Tensor(new float[] {1, 1});
        loss.backward();
      }
      adam.step(0.01f);
      adam.zeroGrad();
    }
  }
}

package io.gradprobe.agent.custom.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.agent.custom.binding.Accumulation;
import io.gradprobe.agent.custom.binding.MemberRef;
import io.gradprobe.agent.custom.binding.Slot;
import io.gradprobe.agent.custom.heap.BoundSlot;
import io.gradprobe.agent.custom.heap.Candidate;
import io.gradprobe.agent.custom.heap.Candidates;
import io.gradprobe.agent.custom.heap.Nodes;
import io.gradprobe.agent.custom.heap.Root;
import io.gradprobe.runtime.gradcheck.Blame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OperationsTest {
  private static final ClassLoader LOADER = OperationsTest.class.getClassLoader();

  /** A number of a graph; some operations have a wrong backward. */
  static final class Num {
    double data;
    double grad;
    private Runnable backward = () -> {};

    Num(double data) {
      this.data = data;
    }

    void backward(double seed) {
      grad = seed;
      backward.run();
    }

    Num times(Num other) {
      Num out = new Num(data * other.data);
      out.backward =
          () -> {
            grad += other.data * out.grad;
            other.grad += data * out.grad;
          };
      return out;
    }

    Num relu() {
      Num out = new Num(Math.max(0, data));
      out.backward = () -> grad += (data > 0 ? 1 : 0) * out.grad;
      return out;
    }

    Num round() {
      Num out = new Num(Math.rint(data));
      out.backward = () -> grad += out.grad;
      return out;
    }

    Num detach() {
      return new Num(data);
    }

    Num tanh() {
      Num out = new Num(Math.tanh(data));
      out.backward = () -> grad += (1 - out.data) * out.grad;
      return out;
    }

    static Num minus(Num[] pair) {
      Num out = new Num(pair[0].data - pair[1].data);
      out.backward =
          () -> {
            pair[0].grad += out.grad;
            pair[1].grad += out.grad;
          };
      return out;
    }
  }

  private final Map<RecordedMethod, List<Entry>> samples = new LinkedHashMap<>();

  private void sample(String name, Num result, Object receiver, Object... arguments) {
    RecordedMethod method = Recorded.method(Num.class, name);
    samples.put(method, List.of(Recorded.call(method, result, receiver, arguments)));
  }

  private Blame blame(double seed) throws Exception {
    MemberRef data = MemberRef.field(Num.class.getName(), "data", "D");
    MemberRef grad = MemberRef.field(Num.class.getName(), "grad", "D");
    Slot slot = new Slot(List.of(data), List.of(grad), Accumulation.ADDS);
    List<BoundSlot> slots = List.of(BoundSlot.of(0, slot, LOADER));
    List<Num> parameters = List.of(new Num(1));
    Candidate parameter =
        Candidates.below(List.of(List.of(new Root("p", parameters))), slots).get(0);
    Num loss = new Num(0);
    Entry backward = Recorded.call(Recorded.method(Num.class, "backward", true), null, loss, seed);
    Nodes nodes = Nodes.of(slots);
    assertNotNull(nodes);
    Blame blame = new Operations(nodes, parameter, backward, samples, LOADER).blame();
    assertTrue(blame.examined());
    return blame;
  }

  private void rightOnes() {
    Num a = new Num(0.5);
    Num b = new Num(-2);
    sample("times", a.times(b), a, b);
    sample("relu", new Num(0), new Num(0));
    sample("round", a.round(), a);
    sample("detach", b.detach(), b);
  }

  @Test
  void rightOperationsAndThoseMeantToBeOtherwiseAgree() throws Exception {
    rightOnes();
    assertEquals(Blame.NOBODY, blame(1));
  }

  @Test
  void theWrongOneIsNamedWithItsLine() throws Exception {
    rightOnes();
    Num a = new Num(0.5);
    sample("tanh", a.tanh(), a);
    Blame blame = blame(0.25);
    assertEquals("tanh", blame.culprit().operation());
    assertEquals(Num.class.getName() + ".tanh(Test.java:7)", blame.culprit().location());
  }

  @Test
  void operandsMayBeInArrays() throws Exception {
    rightOnes();
    Num[] pair = {new Num(3), new Num(1)};
    sample("minus", Num.minus(pair), null, (Object) pair);
    assertEquals("minus", blame(1).culprit().operation());
  }

  @Test
  void whatComesOutOtherwiseThanItDidIsNotJudged() throws Exception {
    Num a = new Num(0.5);
    sample("tanh", new Num(0.25), a);
    assertEquals(Blame.NOBODY, blame(1));
  }
}

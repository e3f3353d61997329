package io.gradprobe.agent.custom.weave;

import io.gradprobe.agent.Log;
import io.gradprobe.agent.custom.binding.Binding;
import io.gradprobe.agent.custom.binding.GradientWrite;
import io.gradprobe.agent.custom.binding.MemberRef;
import io.gradprobe.agent.custom.binding.Role;
import io.gradprobe.agent.custom.binding.Slot;
import io.gradprobe.agent.custom.binding.TrainingLoop;
import io.gradprobe.agent.custom.binding.Update;
import io.gradprobe.agent.custom.discover.OnlyUpdates;
import io.gradprobe.agent.custom.probe.Site;
import io.gradprobe.agent.custom.probe.WatchedProgram;
import io.gradprobe.agent.weave.RunningMethods;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which hooks a binding wants, by class and method. None stands in a method of the class of single
 * numbers but around backward itself: there it would be paid for each of them.
 */
final class Plan {
  /** By the internal name of the class, then by the method's name and descriptor. */
  private final Map<String, Map<String, List<Point>>> points = new HashMap<>();

  private final Binding binding;
  private final WatchedProgram program;
  private final Set<String> scalarOwners = new HashSet<>();
  private final Set<String> loopMethods = new HashSet<>();
  private final Set<String> around = new HashSet<>();
  private final Set<String> updateNests = new HashSet<>();

  /** Methods that have both the gradients, in variables, and the updates. */
  private final Set<String> wholes = new HashSet<>();

  private Plan(Binding binding, WatchedProgram program) {
    this.binding = binding;
    this.program = program;
  }

  /** The plan of a binding. */
  static Plan of(Binding binding, WatchedProgram program) {
    Plan plan = new Plan(binding, program);
    plan.make();
    program.hooked(plan.hooked());
    return plan;
  }

  /**
   * Lets those steps be left out that can be; says once why others can't.
   *
   * @param steps tells which
   */
  void guard(OnlyUpdates steps) {
    Set<String> kept = new TreeSet<>();
    for (Map<String, List<Point>> methods : points.values()) {
      for (List<Point> some : methods.values()) {
        for (Point point : some) {
          Site site = point.site();
          String why =
              switch (site.kind()) {
                case STEP -> steps.more(method(site));
                case WHOLE -> site.method() + " computes gradients too";
                case INLINE_STEP -> "updates stand in the midst of " + site.method();
                default -> null;
              };
          if (why != null && !why.isEmpty()) {
            kept.add(why);
          } else if (why != null) {
            site.guard();
          }
        }
      }
    }
    if (!kept.isEmpty()) {
      Log.say(
          "on-error=skip-step: steps of "
              + binding.name()
              + " can't be left out ("
              + String.join("; ", kept)
              + "); they are only told");
    }
  }

  private static MemberRef method(Site site) {
    return MemberRef.method(site.className(), site.method(), site.descriptor());
  }

  /** The program that it is for. */
  WatchedProgram program() {
    return program;
  }

  private WatchedProgram.Hooked hooked() {
    return new WatchedProgram.Hooked(
        sites()
            .map(Site::kind)
            .anyMatch(kind -> kind == Site.Kind.BACKWARD || kind == Site.Kind.WHOLE),
        methods(Site.Kind.INLINE_BACKWARD),
        methods(Site.Kind.INLINE_STEP));
  }

  private Stream<Site> sites() {
    return points.values().stream()
        .flatMap(methods -> methods.values().stream())
        .flatMap(List::stream)
        .map(Point::site);
  }

  private Set<String> methods(Site.Kind kind) {
    return sites().filter(site -> site.kind() == kind).map(Site::key).collect(Collectors.toSet());
  }

  /**
   * Whether a loaded class gains anything from being woven now: not where all its hooks would stand
   * in a main method that is running, which nobody calls again.
   */
  boolean isWorthWeaving(String className, RunningMethods running) {
    Map<String, List<Point>> wanted = points.get(className.replace('.', '/'));
    return wanted != null
        && !(running.of(className).contains("main")
            && wanted.keySet().stream().allMatch(RunningMethods::isMain));
  }

  /**
   * The hooks have been woven while the program was running.
   *
   * @param running what was running then and is still
   */
  void wovenLate(RunningMethods running) {
    Set<String> unwoven = new TreeSet<>();
    Set<String> stepping = new TreeSet<>();
    sites()
        .filter(site -> site.kind().isInside())
        .filter(site -> isUnwoven(site, running))
        .forEach(
            site -> {
              unwoven.add(site.key());
              if (site.kind() == Site.Kind.INLINE_STEP) {
                stepping.add(site.className() + "." + site.method());
              }
            });
    program.hookedLate(unwoven);
    for (String method : stepping) {
      Log.say(
          binding.name()
              + " is not watched: "
              + method
              + " is running already and updates it in its own loop; woven code takes effect at a"
              + " method's next call");
    }
  }

  private boolean isUnwoven(Site site, RunningMethods running) {
    return isWorthWeaving(site.className(), running)
        ? running.lineless(site.className()).contains(site.method())
        : running.of(site.className()).contains(site.method());
  }

  /** The methods that fill gradients; one that updates the values at once is a step. */
  private static List<MemberRef> backwards(Binding binding) {
    List<MemberRef> methods = new ArrayList<>(binding.calls(Role.BACKWARD));
    methods.removeAll(binding.calls(Role.STEP));
    return methods;
  }

  /** What is to be woven into a class, by its internal name; null where nothing is. */
  Map<String, List<Point>> of(String internalName) {
    return points.get(internalName);
  }

  /** The internal names of all classes that are woven. */
  Set<String> classes() {
    return points.keySet();
  }

  /** The methods that have a training loop: {@code my.Train.main([Ljava/lang/String;)V}. */
  Set<String> loopMethods() {
    return Set.copyOf(loopMethods);
  }

  /** The methods that are a phase of the step after the forward pass, written alike. */
  Set<String> phases() {
    Set<String> phases = new HashSet<>();
    for (Role role : List.of(Role.BACKWARD, Role.ZERO_GRAD, Role.CLIP, Role.STEP)) {
      for (MemberRef ref : binding.calls(role)) {
        phases.add(ref.owner() + "." + ref.name() + ref.descriptor());
      }
    }
    binding.updates().forEach(update -> phases.add(method(update)));
    return phases;
  }

  private void make() {
    Set<String> arrayOwners = new HashSet<>();
    for (Slot slot : binding.slots()) {
      MemberRef first = slot.value().get(0);
      String type = slot.value().get(slot.value().size() - 1).descriptor();
      boolean single =
          type.equals("D") || type.equals("F") || type.endsWith(")D") || type.endsWith(")F");
      if (first.kind() != MemberRef.Kind.LOCAL) {
        (single ? scalarOwners : arrayOwners).add(first.owner());
      }
    }
    // A model that has a single number beside its arrays is no node.
    scalarOwners.removeAll(arrayOwners);
    binding.loops().forEach(loop -> scalarOwners.remove(loop.owner()));
    for (TrainingLoop loop : binding.loops()) {
      loopMethods.add(loop.owner() + "." + loop.method() + loop.descriptor());
    }
    wholes();
    calls(backwards(binding), Site.Kind.BACKWARD);
    calls(binding.calls(Role.ZERO_GRAD), Site.Kind.CLEAR);
    calls(binding.calls(Role.STEP), Site.Kind.STEP);
    calls(binding.calls(Role.CLIP), Site.Kind.CLIP);
    calls(binding.calls(Role.LOSS), Site.Kind.LOSS);
    calls(binding.calls(Role.FORWARD), Site.Kind.FORWARD);
    for (TrainingLoop loop : binding.loops()) {
      add(
          new Site(
              Site.Kind.LOOP,
              program,
              loop.owner(),
              loop.method(),
              loop.descriptor(),
              List.of(),
              loop.line()),
          loop.instruction());
    }
    stepMethods();
    steps();
    writes();
    losses();
  }

  /** A method that computes gradients in variables of its own and then updates, at each call. */
  private void wholes() {
    for (Update update : binding.updates()) {
      List<MemberRef> gradient = binding.slots().get(update.slot()).gradient();
      boolean isOwn =
          !gradient.isEmpty()
              && gradient.get(0).kind() == MemberRef.Kind.LOCAL
              && method(update)
                  .equals(
                      gradient.get(0).owner()
                          + "."
                          + gradient.get(0).localMethod()
                          + gradient.get(0).localMethodDescriptor());
      if (isOwn && !loopMethods.contains(method(update)) && around.add(method(update))) {
        wholes.add(method(update));
        MemberRef whole = MemberRef.method(update.owner(), update.method(), update.descriptor());
        add(
            Site.around(Site.Kind.WHOLE, program, whole, binding.calls(Role.LOSS).contains(whole)),
            -1);
      }
    }
  }

  /** Names and descriptors of the methods that are hooked as steps. */
  private Set<String> hookedSteps() {
    Set<String> steps = new HashSet<>();
    for (Map<String, List<Point>> methods : points.values()) {
      for (List<Point> some : methods.values()) {
        for (Point point : some) {
          Site.Kind kind = point.site().kind();
          if (kind == Site.Kind.STEP || kind == Site.Kind.WHOLE) {
            steps.add(point.site().method() + point.site().descriptor());
          }
        }
      }
    }
    return steps;
  }

  /** The loss in a variable of the method that has the training loop, in front of its steps. */
  private void losses() {
    Set<String> steps = hookedSteps();
    for (TrainingLoop loop : binding.loops()) {
      Site site =
          new Site(
              Site.Kind.LOSS_VALUE,
              program,
              loop.owner(),
              loop.method(),
              loop.descriptor(),
              List.of(),
              -1);
      int nest = -1;
      for (Update update : binding.updates()) {
        String at = method(update) + "@" + update.nest();
        boolean here =
            method(update).equals(loop.owner() + "." + loop.method() + loop.descriptor());
        if (here && updateNests.contains(at) && (nest < 0 || update.nest() < nest)) {
          nest = update.nest();
        }
      }
      add(new Point(site, nest, steps, List.of()));
    }
  }

  private void calls(List<MemberRef> methods, Site.Kind kind) {
    for (MemberRef ref : methods) {
      String method = ref.owner() + "." + ref.name() + ref.descriptor();
      boolean paidForEach =
          scalarOwners.contains(ref.owner())
              && (kind == Site.Kind.CLEAR || kind == Site.Kind.CLIP || kind == Site.Kind.STEP);
      // A method that runs the training loop is no part of a step.
      if (ref.kind() == MemberRef.Kind.METHOD
          && !paidForEach
          && !loopMethods.contains(method)
          && around.add(method)) {
        boolean yieldsLoss =
            kind == Site.Kind.LOSS
                || (kind == Site.Kind.BACKWARD || kind == Site.Kind.STEP)
                    && binding.calls(Role.LOSS).contains(ref);
        add(Site.around(kind, program, ref, yieldsLoss), -1);
      }
    }
  }

  private static String method(Update update) {
    return update.owner() + "." + update.method() + update.descriptor();
  }

  private static String method(GradientWrite write) {
    return write.owner() + "." + write.method() + write.descriptor();
  }

  /**
   * Slots that methods besides the one with the training loop update: in that one there are but
   * calls of these.
   */
  private Set<Integer> slotsUpdatedInMethods() {
    Set<Integer> slots = new HashSet<>();
    for (Update update : binding.updates()) {
      if (!hasInside(method(update)) && !scalarOwners.contains(update.owner())) {
        slots.add(update.slot());
      }
    }
    return slots;
  }

  /** Whether a method's updates are hooked where they stand in it. */
  private boolean hasInside(String method) {
    return wholes.contains(method) || loopMethods.contains(method) && !around.contains(method);
  }

  /** Updates in no method that is called a step: the method that has them is one. */
  private void stepMethods() {
    if (!binding.calls(Role.STEP).isEmpty()) {
      return;
    }
    for (Update update : binding.updates()) {
      boolean inMethod =
          !loopMethods.contains(method(update)) && !scalarOwners.contains(update.owner());
      if (inMethod && around.add(method(update))) {
        add(
            new Site(
                Site.Kind.STEP,
                program,
                update.owner(),
                update.method(),
                update.descriptor(),
                List.of(),
                -1),
            -1);
      }
    }
  }

  /** Updates in the midst of the method that has the training loop; one hook a loop nest. */
  private void steps() {
    Set<Integer> elsewhere = slotsUpdatedInMethods();
    Map<String, Map<Integer, List<Update>>> byNest = new TreeMap<>();
    for (Update update : binding.updates()) {
      String method = method(update);
      if (hasInside(method) && !elsewhere.contains(update.slot())) {
        updateNests.add(method + "@" + update.nest());
        byNest
            .computeIfAbsent(method, m -> new TreeMap<>())
            .computeIfAbsent(update.nest(), n -> new ArrayList<>())
            .add(update);
      }
    }
    byNest.values().forEach(nests -> nests.forEach(this::step));
  }

  private void step(int nest, List<Update> updates) {
    Update first = updates.get(0);
    Site site =
        new Site(
            Site.Kind.INLINE_STEP,
            program,
            first.owner(),
            first.method(),
            first.descriptor(),
            updates.stream().map(Update::slot).distinct().toList(),
            first.line());
    site.pass(numbers(updates.get(0)));
    List<Integer> instructions = updates.stream().map(Update::instruction).toList();
    add(new Point(site, nest, hookedSteps(), instructions));
  }

  /** Gradients that are single numbers in variables of a method. */
  private Set<Integer> numbers(Update in) {
    Set<Integer> numbers = new HashSet<>();
    for (Slot slot : binding.slots()) {
      for (MemberRef ref : slot.gradient()) {
        if (ref.kind() == MemberRef.Kind.LOCAL
            && (ref.owner() + "." + ref.localMethod() + ref.localMethodDescriptor())
                .equals(method(in))) {
          numbers.add(ref.localSlot());
        }
      }
    }
    return numbers;
  }

  /** Gradients computed or cleared in the midst of the method that has the training loop. */
  private void writes() {
    Set<Integer> added = new HashSet<>();
    for (GradientWrite write : binding.writes()) {
      if (write.kind() == GradientWrite.Kind.ADDS) {
        added.add(write.slot());
      }
    }
    Map<String, GradientWrite> first = new TreeMap<>();
    for (GradientWrite write : binding.writes()) {
      String method = method(write);
      // What is assigned anew before it is added to is cleared by that.
      boolean assigns = write.kind() == GradientWrite.Kind.ASSIGNS;
      boolean clears =
          write.kind() == GradientWrite.Kind.CLEARS || (assigns && added.contains(write.slot()));
      boolean computes = write.kind() == GradientWrite.Kind.ADDS || (assigns && !clears);
      boolean wanted = clears || (computes && backwards(binding).isEmpty());
      String nest = method + "@" + write.nest();
      if (wanted
          && loopMethods.contains(method)
          && !around.contains(method)
          && !updateNests.contains(nest)) {
        first.putIfAbsent(nest + clears, write);
      }
    }
    first.forEach(
        (key, write) ->
            write(
                write,
                key.endsWith("true") ? Site.Kind.INLINE_CLEAR : Site.Kind.INLINE_BACKWARD,
                List.of(write.slot())));
    clips();
  }

  /** Gradients that are only scaled or bounded in a loop nest in the midst of a method. */
  private void clips() {
    Set<String> others = new HashSet<>(updateNests);
    Map<String, List<GradientWrite>> nests = new TreeMap<>();
    for (GradientWrite write : binding.writes()) {
      String nest = method(write) + "@" + write.nest();
      if (write.kind() != GradientWrite.Kind.SCALES) {
        others.add(nest);
      } else if (hasInside(method(write))) {
        nests.computeIfAbsent(nest, n -> new ArrayList<>()).add(write);
      }
    }
    nests.keySet().removeAll(others);
    for (List<GradientWrite> nest : nests.values()) {
      List<Integer> slots = nest.stream().map(GradientWrite::slot).distinct().toList();
      write(nest.get(0), Site.Kind.INLINE_CLIP, slots);
    }
  }

  private void write(GradientWrite write, Site.Kind kind, List<Integer> slots) {
    add(
        new Site(
            kind, program, write.owner(), write.method(), write.descriptor(), slots, write.line()),
        write.nest());
  }

  private void add(Site site, int instruction) {
    add(new Point(site, instruction));
  }

  private void add(Point point) {
    Site site = point.site();
    points
        .computeIfAbsent(site.className().replace('.', '/'), c -> new HashMap<>())
        .computeIfAbsent(site.method() + site.descriptor(), m -> new ArrayList<>())
        .add(point);
  }
}

package io.gradprobe.agent.djl.probe;

import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.gradprobe.runtime.TrainingRun;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Loads of parameters, kept until a run trains the block on which load was called: what it left as
 * it was, or what it threw.
 *
 * <p>A user's own block may override {@code loadParameters} and load its parts one by one. Then the
 * calls that stand in one such method count as one load of a block of that class.
 */
final class Loads {
  private static final int MOST_LOADS = 32;

  private static final List<Load> LOADS = new ArrayList<>();
  private static volatile int version;

  /** One load. */
  private static final class Load {
    final WeakReference<Block> block;
    final LoadSite site;
    final List<WeakReference<Parameter>> loaded = new ArrayList<>();

    /** What the block had when it was loaded: a head may be put in afterwards. */
    List<WeakReference<Parameter>> present = List.of();

    Throwable failure;
    WeakReference<Parameter> failed;
    boolean told;

    Load(Block block, LoadSite site) {
      this.block = new WeakReference<>(block);
      this.site = site;
    }

    /** Whether another load takes this one's place or goes on with it. */
    boolean isSame(Block otherBlock, LoadSite other) {
      return site.equals(other) && (!site.owner().isEmpty() || block.refersTo(otherBlock));
    }
  }

  private Loads() {}

  /** A load begins on this thread; nested ones belong to it. */
  static void begin() {
    ThreadState thread = ThreadState.current();
    if (thread.loadDepth++ == 0) {
      thread.loaded.clear();
      thread.loadFailed = null;
    }
  }

  /** A parameter was loaded. */
  static void loaded(Parameter parameter) {
    ThreadState.current().loaded.add(parameter);
  }

  /** A parameter could not be loaded. */
  static void failed(Parameter parameter) {
    ThreadState.current().loadFailed = parameter;
  }

  /**
   * A load has ended.
   *
   * @param block whose parameters; null where it was a single one
   */
  static void end(Block block, Throwable failure) {
    ThreadState thread = ThreadState.current();
    if (--thread.loadDepth > 0) {
      return;
    }
    thread.loadDepth = 0;
    LoadSite site = LoadSite.here();
    for (Parameter parameter : thread.loaded) {
      Replacements.changed(parameter, site.location());
    }
    keep(block, site, thread.loaded, failure, thread.loadFailed);
    thread.loaded.clear();
    thread.loadFailed = null;
  }

  private static synchronized void keep(
      Block block, LoadSite site, List<Parameter> loaded, Throwable failure, Parameter failed) {
    Load load = null;
    for (Load known : LOADS) {
      if (known.isSame(block, site)) {
        load = known;
      }
    }
    if (load == null) {
      load = new Load(block, site);
      if (LOADS.size() == MOST_LOADS) {
        LOADS.remove(0);
      }
      LOADS.add(load);
    }
    for (Parameter p : loaded) {
      if (load.loaded.stream().noneMatch(known -> known.refersTo(p))) {
        load.loaded.add(new WeakReference<>(p));
      }
    }
    load.present = block == null ? List.of() : references(block.getParameters().values());
    load.failure = failure;
    load.failed = failed == null ? null : new WeakReference<>(failed);
    load.told = false;
    version++;
  }

  private static List<WeakReference<Parameter>> references(List<Parameter> parameters) {
    List<WeakReference<Parameter>> references = new ArrayList<>();
    parameters.forEach(p -> references.add(new WeakReference<>(p)));
    return references;
  }

  /** How often something was loaded: a change means that {@link #tell} may have news. */
  static int version() {
    return version;
  }

  /** A run trains: tells it of loads into its blocks that left something undone. */
  static synchronized void tell(TrainingRun run) {
    Block root = Runs.root(run);
    if (root == null || LOADS.isEmpty()) {
      return;
    }
    Set<Parameter> all = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Load load : LOADS) {
      addTo(all, load.loaded);
    }
    for (Load load : LOADS) {
      if (!load.told) {
        for (Block block : blocks(load, root)) {
          tell(run, load, block, all);
        }
      }
    }
  }

  private static void addTo(Set<Parameter> set, Collection<WeakReference<Parameter>> parameters) {
    for (WeakReference<Parameter> reference : parameters) {
      Parameter p = reference.get();
      if (p != null) {
        set.add(p);
      }
    }
  }

  /** The blocks that the load was for. */
  private static List<Block> blocks(Load load, Block root) {
    List<Block> found = new ArrayList<>();
    if (load.site.owner().isEmpty()) {
      Block block = load.block.get();
      if (block != null) {
        found.add(block);
      }
    } else {
      collect(root, load.site.owner(), found);
    }
    return found;
  }

  private static void collect(Block block, String type, List<Block> found) {
    if (block.getClass().getName().equals(type)) {
      found.add(block);
      return;
    }
    for (Pair<String, Block> child : block.getChildren()) {
      collect(child.getValue(), type, found);
    }
  }

  private static void tell(TrainingRun run, Load load, Block block, Set<Parameter> all) {
    Parameter failed = load.failed == null ? null : load.failed.get();
    // Where a block's own method loads its parts, one part says nothing about the others.
    Set<Parameter> present = null;
    if (load.site.owner().isEmpty()) {
      present = Collections.newSetFromMap(new IdentityHashMap<>());
      addTo(present, load.present);
    }
    int first = -1;
    int failedIndex = -1;
    int loaded = 0;
    int untouched = 0;
    for (Parameter p : block.getParameters().values()) {
      ParameterRef ref = Runs.of(p);
      if (ref == null || ref.run() != run || (present != null && !present.contains(p))) {
        continue;
      }
      if (p == failed) {
        failedIndex = ref.index();
      }
      if (all.contains(p)) {
        loaded++;
      } else {
        untouched++;
        first = first < 0 ? ref.index() : Math.min(first, ref.index());
      }
    }
    // A block of the class that this load has not reached is another one of the same class.
    boolean others = loaded == 0 && load.failure == null && !load.site.owner().isEmpty();
    if (others || loaded + untouched == 0) {
      return;
    }
    load.told = true;
    if (untouched > 0) {
      int subject = failedIndex >= 0 ? failedIndex : first;
      run.checkpointLoaded(
          run.parameterInfo(subject).name(), loaded, untouched, load.failure, load.site.location());
    }
  }
}

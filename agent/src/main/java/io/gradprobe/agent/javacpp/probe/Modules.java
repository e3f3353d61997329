package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.WeakIdentityMap;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.run.BlockInfo;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.StringSharedModuleDict;
import org.bytedeco.pytorch.StringSharedModuleDictItem;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.StringTensorDictItem;

/** The modules that the program was seen to use. Keeps none of them alive. */
final class Modules {
  private static final int MOST = 1024;
  private static final String NAMESPACE = "torch::nn::";

  private static final List<WeakReference<Module>> SEEN = new ArrayList<>();
  private static final WeakIdentityMap<Module, Boolean> KNOWN = new WeakIdentityMap<>();
  private static final WeakIdentityMap<TrainingRun, Map<Long, Place>> PLACES =
      new WeakIdentityMap<>();

  private Modules() {}

  /**
   * One parameter of a module.
   *
   * @param name as {@code named_parameters()} has it
   * @param access how to read it
   */
  record Named(String name, TensorAccess access) {}

  /**
   * Where a module stands in a run's model.
   *
   * @param path as {@code named_modules()} has it; its type where it stands nowhere
   * @param leaf whether it has no children
   * @param parameters how many parameters it owns itself
   */
  record Place(String path, boolean leaf, int parameters) {}

  /** The program uses a module. */
  static void seen(Module module) {
    if (KNOWN.get(module) == null) {
      add(module);
    }
  }

  private static synchronized void add(Module module) {
    if (KNOWN.get(module) == null) {
      SEEN.removeIf(m -> m.get() == null);
      if (SEEN.size() < MOST) {
        SEEN.add(new WeakReference<>(module));
      }
      KNOWN.put(module, true);
    }
  }

  /** Parameters of a module by their identity, in their order. */
  static Map<Long, String> parameters(Module module) {
    Map<Long, String> found = new LinkedHashMap<>();
    try (PointerScope scope = new PointerScope()) {
      StringTensorDict all = module.named_parameters();
      for (long i = 0; i < all.size(); i++) {
        StringTensorDictItem item = all.get(i);
        if (Tensors.isThere(item.value())) {
          found.putIfAbsent(Tensors.identity(item.value()), text(item.key()));
        }
      }
    }
    return found;
  }

  /** The same, with a way to read each of those that are wanted. */
  static List<Named> accesses(Module module, Set<Long> wanted) {
    List<Named> found = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      StringTensorDict all = module.named_parameters();
      for (long i = 0; i < all.size(); i++) {
        StringTensorDictItem item = all.get(i);
        if (Tensors.isThere(item.value()) && wanted.remove(Tensors.identity(item.value()))) {
          found.add(new Named(text(item.key()), new TensorAccess(item.value())));
        }
      }
    }
    return found;
  }

  /**
   * The module that holds the most of some parameters, and of several such the one with the most
   * parameters in all, whose names say most; null where none holds any.
   */
  static synchronized Module holding(Set<Long> identities) {
    Module best = null;
    int bestHeld = 0;
    int bestAll = 0;
    for (WeakReference<Module> reference : SEEN) {
      Module module = reference.get();
      if (module == null || module.isNull()) {
        continue;
      }
      Set<Long> own = parameters(module).keySet();
      int held = (int) own.stream().filter(identities::contains).count();
      if (held > bestHeld || (held > 0 && held == bestHeld && own.size() > bestAll)) {
        best = module;
        bestHeld = held;
        bestAll = own.size();
      }
    }
    return best;
  }

  /** Describes a module's tree, the root first. */
  static List<BlockInfo> blocks(Module root) {
    List<BlockInfo> blocks = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      StringSharedModuleDict all = root.named_modules();
      for (long i = 0; i < all.size(); i++) {
        StringSharedModuleDictItem item = all.get(i);
        String path = text(item.key());
        Module module = item.value();
        String type = path.isEmpty() ? typeOf(root) : plain(text(module.name()));
        int[] counts = count(module);
        blocks.add(
            new BlockInfo(
                path.isEmpty() ? type : path,
                type,
                path.isEmpty() ? "" : parent(path, root),
                blocks.size(),
                "",
                "",
                counts[0],
                counts[1],
                isModeSensitive(type)));
      }
    }
    return blocks;
  }

  /** JavaCPP gives no pointer to an empty text. */
  private static String text(BytePointer chars) {
    return chars == null ? "" : chars.getString();
  }

  /** A run has begun whose model is this one. */
  static void trains(TrainingRun run, Module root) {
    Map<Long, Place> places = new HashMap<>();
    List<BlockInfo> blocks = run.info().blocks();
    try (PointerScope scope = new PointerScope()) {
      StringSharedModuleDict all = root.named_modules();
      for (int i = 0; i < all.size(); i++) {
        String path = blocks.get(i).path();
        boolean leaf = blocks.stream().noneMatch(b -> b.parent().equals(path));
        int own =
            (int) run.info().parameters().stream().filter(p -> p.block().equals(path)).count();
        places.put(all.get(i).value().address(), new Place(path, leaf, own));
      }
    }
    PLACES.put(run, places);
  }

  /** Where a module stands in a run's model. */
  static Place place(TrainingRun run, Module module) {
    Map<Long, Place> places = PLACES.get(run);
    Place place = places == null ? null : places.get(module.address());
    return place == null ? new Place(typeOf(module), true, 0) : place;
  }

  private static int[] count(Module module) {
    int[] counts = new int[2];
    StringTensorDict all = module.named_parameters();
    for (long i = 0; i < all.size(); i++) {
      counts[0]++;
      counts[1] += all.get(i).value().requires_grad() ? 1 : 0;
    }
    return counts;
  }

  private static String parent(String path, Module root) {
    int dot = path.lastIndexOf('.');
    return dot < 0 ? typeOf(root) : path.substring(0, dot);
  }

  /** The name of a module's class as its user knows it. */
  static String typeOf(Module module) {
    String name = module.getClass().getSimpleName();
    return plain(name.isEmpty() ? module.getClass().getSuperclass().getSimpleName() : name);
  }

  private static String plain(String type) {
    String name = type.startsWith(NAMESPACE) ? type.substring(NAMESPACE.length()) : type;
    return name.endsWith("Impl") ? name.substring(0, name.length() - 4) : name;
  }

  private static boolean isModeSensitive(String type) {
    return type.contains("Dropout") || type.startsWith("BatchNorm");
  }
}

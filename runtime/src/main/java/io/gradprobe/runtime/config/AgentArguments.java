package io.gradprobe.runtime.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Takes {@code key=value,key=value} apart. */
final class AgentArguments {
  private AgentArguments() {}

  /**
   * The settings by key; of a key given twice the last counts. An item without {@code =} goes on
   * with the list before it, since agent arguments can't tell a comma within a list from one
   * between two settings.
   */
  static Map<String, Setting> read(String args, Consumer<String> problems) {
    Map<String, Setting> settings = new LinkedHashMap<>();
    String list = null;
    for (String piece : args.split(",", -1)) {
      String item = piece.trim();
      int equals = item.indexOf('=');
      if (item.isEmpty()) {
        continue;
      }
      if (equals == 0) {
        problems.accept(item + ": names no option; settings are written key=value; ignored");
      } else if (equals > 0) {
        String key = item.substring(0, equals).trim();
        settings.put(key, new Setting(key, item.substring(equals + 1).trim(), ""));
        OptionKey option = OptionKey.named(key);
        list = option != null && option.isList() ? key : null;
      } else if (list != null && OptionKey.named(item) == null) {
        settings.merge(
            list,
            new Setting(list, item, ""),
            (a, b) -> new Setting(a.key(), a.value() + ";" + b.value(), ""));
      } else {
        problems.accept(withoutValue(item));
      }
    }
    return settings;
  }

  private static String withoutValue(String item) {
    OptionKey option = OptionKey.named(item);
    if (option != null) {
      return item + ": has no value; write " + item + "=" + option.defaultText() + " or the like";
    }
    String nearest = Nearest.of(item, OptionKey.keys());
    return item
        + ": is not an option and has no value; settings are written key=value, the nearest key is "
        + nearest;
  }
}

package io.gradprobe.runtime.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Collects what the user has set, the strongest source first. */
final class SettingSources {
  private static final String PROPERTY = "gradprobe.";
  private static final String VARIABLE = "GRADPROBE_";
  private static final long LARGEST_FILE = 1 << 20;

  private final KnownRules rules;
  private final Path workingDirectory;
  private final Consumer<String> problems;
  private final Map<String, Setting> merged = new LinkedHashMap<>();

  SettingSources(KnownRules rules, Path workingDirectory, Consumer<String> problems) {
    this.rules = rules;
    this.workingDirectory = workingDirectory;
    this.problems = problems;
  }

  /** The settings by key; every key is an option's or begins with {@code rule.}. */
  Map<String, Setting> read(
      String agentArgs, Map<String, String> properties, Map<String, String> environment) {
    agentArguments(agentArgs);
    systemProperties(properties);
    environment(environment);
    Setting config = merged.remove(OptionKey.CONFIG.key());
    if (config != null) {
      file(config);
    }
    return merged;
  }

  /** The settings of agent arguments alone. */
  Map<String, Setting> agentArguments(String agentArgs) {
    AgentArguments.read(agentArgs == null ? "" : agentArgs, problems).values().forEach(this::add);
    return merged;
  }

  private void systemProperties(Map<String, String> properties) {
    for (Map.Entry<String, String> entry : new TreeMap<>(properties).entrySet()) {
      if (entry.getKey().startsWith(PROPERTY)) {
        String key = entry.getKey().substring(PROPERTY.length());
        add(new Setting(key, entry.getValue().trim(), "-D" + entry.getKey()));
      }
    }
  }

  private void environment(Map<String, String> environment) {
    Map<String, String> keys = new LinkedHashMap<>();
    List<String> known = new ArrayList<>(OptionKey.keys());
    known.addAll(rules.keys());
    for (String key : known) {
      keys.putIfAbsent(variable(key), key);
    }
    for (Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
      String name = entry.getKey();
      if (!name.startsWith(VARIABLE)) {
        continue;
      }
      String key = keys.get(name);
      if (key == null) {
        String nearest = Nearest.of(name, keys.keySet());
        problems.accept(
            name + ": no option has this environment variable; the nearest is " + nearest);
      } else {
        add(new Setting(key, entry.getValue().trim(), name));
      }
    }
  }

  private static String variable(String key) {
    return VARIABLE + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  private void file(Setting config) {
    Properties read = new Properties();
    try {
      Path path = workingDirectory.resolve(config.value());
      String fault = fault(path);
      if (!fault.isEmpty()) {
        problems.accept(config.name() + ": " + path + " " + fault + "; going on without it");
        return;
      }
      try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
        read.load(reader);
      }
    } catch (InvalidPathException e) {
      problems.accept(config.name() + ": '" + config.value() + "' is not a path; going on without");
      return;
    } catch (IOException | RuntimeException e) {
      problems.accept(
          config.name()
              + ": "
              + config.value()
              + " can't be read as a properties file; going on without it");
      return;
    }
    Map<String, String> sorted = new TreeMap<>();
    for (String name : read.stringPropertyNames()) {
      sorted.put(name, read.getProperty(name));
    }
    for (Map.Entry<String, String> entry : sorted.entrySet()) {
      Setting setting =
          new Setting(entry.getKey(), entry.getValue().trim(), "in " + config.value());
      if (entry.getKey().equals(OptionKey.CONFIG.key())) {
        problems.accept(setting.name() + ": a config file can't name another one; ignored");
      } else {
        add(setting);
      }
    }
  }

  private static String fault(Path path) throws IOException {
    if (!Files.exists(path)) {
      return "does not exist";
    }
    if (!Files.isRegularFile(path)) {
      return "is not a regular file";
    }
    if (!Files.isReadable(path)) {
      return "is not readable";
    }
    return Files.size(path) > LARGEST_FILE ? "is larger than a megabyte" : "";
  }

  private void add(Setting setting) {
    String key = setting.key();
    if (OptionKey.named(key) != null || key.startsWith(RuleSettings.PREFIX)) {
      merged.putIfAbsent(key, setting);
      return;
    }
    String nearest = Nearest.of(key, OptionKey.keys());
    problems.accept(setting.name() + ": unknown option; the nearest is " + nearest + "; ignored");
  }
}

package io.gradprobe.runtime.config;

/**
 * One value that the user has given.
 *
 * @param key the option's key
 * @param value as written, trimmed
 * @param origin what else the user needs to find it again, such as the environment variable's name;
 *     empty for agent arguments
 */
record Setting(String key, String value, String origin) {

  /** The key and where it was set, for the beginning of a message. */
  String name() {
    return origin.isEmpty() ? key : key + " (" + origin + ")";
  }
}

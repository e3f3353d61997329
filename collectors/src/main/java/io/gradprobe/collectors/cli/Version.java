package io.gradprobe.collectors.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version that the build wrote into the jar. */
final class Version {
  private Version() {}

  /** Such as {@code 0.1.0}; {@code (unknown)} where the build left none. */
  static String text() {
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      if (in == null) {
        return "(unknown)";
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", "(unknown)");
    } catch (IOException e) {
      return "(unknown)";
    }
  }
}

package io.gradprobe.agent;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.config.OptionsParser;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which of the program's classes are woven. */
class UserClassesTest {
  private static UserClasses with(String arguments) {
    return new UserClasses(
        OptionsParser.parse(arguments, Map.of(), Map.of(), Path.of(""), line -> {}),
        List.of("frame.", "library."),
        name -> name.startsWith("frame."));
  }

  @Test
  void testTheUsersOwnAre() {
    UserClasses all = with("");
    assertTrue(all.isWoven("my.app.Train"));
    assertFalse(all.isWoven("frame.Block"));
    assertFalse(all.isWoven("java.util.List"));
    assertFalse(all.isWoven("io.gradprobe.agent.UserCode"));
  }

  @Test
  void testCallersAreTheUsersAndLibrariesOnTopOfAFramework() {
    UserClasses all = with("exclude=my.app.*");
    assertTrue(all.isCaller("my.app.Train"));
    assertTrue(all.isCaller("library.Model"));
    assertFalse(all.isWoven("library.Model"));
    assertFalse(all.isCaller("frame.Block"));
    assertFalse(all.isCaller("java.util.List"));
  }

  @Test
  void testIncludeAndExcludeLimitThem() {
    UserClasses some = with("include=my.app.*;your.Train,exclude=*.Generated?");
    assertTrue(some.isWoven("my.app.deep.Net"));
    assertTrue(some.isWoven("your.Train"));
    assertFalse(some.isWoven("your.Trainer"));
    assertFalse(some.isWoven("other.Net"));
    assertFalse(some.isWoven("my.app.Generated1"));
  }
}

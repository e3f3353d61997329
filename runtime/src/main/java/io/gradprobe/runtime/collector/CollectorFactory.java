package io.gradprobe.runtime.collector;

import io.gradprobe.runtime.config.Options;
import java.util.function.Consumer;

/**
 * Makes a collector where the options ask for one. Found by {@link java.util.ServiceLoader} in the
 * agent's loader.
 */
public interface CollectorFactory {

  /**
   * @param options the options in force
   * @param warn takes one clear line for stderr
   * @return the collector, or null where the options do not ask for it
   */
  Collector create(Options options, Consumer<String> warn);
}

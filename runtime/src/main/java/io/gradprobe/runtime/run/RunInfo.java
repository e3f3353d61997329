package io.gradprobe.runtime.run;

import java.util.List;

/**
 * What is known of a training run when its parameters are known.
 *
 * @param id unique within the JVM and unlikely to repeat elsewhere
 * @param framework such as {@code DJL}
 * @param version the framework's version; empty where unknown
 * @param engine such as {@code PyTorch 2.7.1}
 * @param kind how the loop drives the framework: {@code trainer}, {@code block}, {@code array}
 * @param name the model's name; empty where it has none
 * @param devices devices trained on, comma-separated
 * @param blocks the model's tree in depth-first order; empty for bare arrays
 * @param parameters the parameters in forward order
 * @param startMillis when it began, in milliseconds since the epoch
 * @param seed seed of the engine's random numbers; empty where unknown
 */
public record RunInfo(
    String id,
    String framework,
    String version,
    String engine,
    String kind,
    String name,
    String devices,
    List<BlockInfo> blocks,
    List<ParameterInfo> parameters,
    long startMillis,
    String seed) {

  /** A run whose seed is not known. */
  public RunInfo(
      String id,
      String framework,
      String version,
      String engine,
      String kind,
      String name,
      String devices,
      List<BlockInfo> blocks,
      List<ParameterInfo> parameters,
      long startMillis) {
    this(id, framework, version, engine, kind, name, devices, blocks, parameters, startMillis, "");
  }

  /** Number of elements of all parameters. */
  public long elements() {
    return parameters.stream().mapToLong(ParameterInfo::elements).sum();
  }
}

package io.gradprobe.runtime.run;

/**
 * The memory of the process, native memory included.
 *
 * @param run the run's id
 * @param step the run's steps completed
 * @param resident bytes that the process occupies
 * @param limit bytes that its container or machine has; -1 where unknown
 * @param source what sets the limit: {@code container} or {@code machine}
 */
public record MemoryRecord(String run, long step, long resident, long limit, String source) {}

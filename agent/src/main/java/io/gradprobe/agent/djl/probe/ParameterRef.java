package io.gradprobe.agent.djl.probe;

import io.gradprobe.runtime.TrainingRun;

/**
 * Where a tensor belongs: which run, which of its parameters.
 *
 * @param run the run
 * @param index the parameter's place in it
 * @param access how it is read
 */
record ParameterRef(TrainingRun run, int index, TorchParameter access) {}

/** What gradprobe costs, measured against the bare program and against hand-written checks. */
package io.gradprobe.benchmark;

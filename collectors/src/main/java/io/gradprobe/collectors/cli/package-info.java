/** The command line of the jar. */
package io.gradprobe.collectors.cli;

/** The way out through stderr, for the person in front of the program. */
package io.gradprobe.collectors.console;

/** Where the command line meets the rooms that it does not know. */
package io.gradprobe.runtime.command;

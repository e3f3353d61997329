/** The way out through the JDK's Flight Recorder: event types, and the recording that we start. */
package io.gradprobe.collectors.jfr;

/** The way out through OpenTelemetry. Its own SDK: the program's global one is never touched. */
package io.gradprobe.collectors.otel;

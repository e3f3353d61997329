/** What the end-to-end tests stand on: forked JVMs, recordings, expectations, an OTLP receiver. */
package io.gradprobe.demo.testing;

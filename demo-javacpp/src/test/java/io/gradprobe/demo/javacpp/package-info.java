/** Tests that fork a JVM with the packaged agent and libtorch through JavaCPP. */
package io.gradprobe.demo.javacpp;

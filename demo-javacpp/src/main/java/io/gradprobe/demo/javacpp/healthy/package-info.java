/** Training that is in order, in the shapes in which programs on JavaCPP write it. */
package io.gradprobe.demo.javacpp.healthy;

/** Training that is in order. */
package io.gradprobe.demo.dl4j.healthy;

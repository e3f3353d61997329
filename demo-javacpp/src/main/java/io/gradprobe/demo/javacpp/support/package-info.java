/** What the demos share: arguments, data, a model. */
package io.gradprobe.demo.javacpp.support;
